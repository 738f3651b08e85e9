// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.VolumeException;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.Flush;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.PathStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings what is cached for a map to its volume. */
final class MapFlush {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    // multipathd looks at a failed path at least every 20 s, unless configured otherwise
    private static final Duration LOOKED_AT = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final Host host;
    private final EngineSettings settings;
    private final DmMap map;

    MapFlush(Host host, EngineSettings settings, DmMap map) {
        this.host = host;
        this.settings = settings;
        this.map = map;
    }

    /**
     * Waits a moment for a path that device-mapper uses. One that answers again is not used before
     * multipathd has looked at it, and what is flushed until then is lost, unless the map queues.
     *
     * @return false if there is none; where multipathd does not tell, there may be one
     */
    boolean pathComes(Deadline deadline) {
        return hasPath(deadline)
                || deadline.atMost(LOOKED_AT)
                        .await(
                                host.tasks().signal("path of " + map.name()),
                                BEAT,
                                () -> Optional.of(true).filter(yes -> hasPath(deadline)))
                        .isPresent();
    }

    /** Whether device-mapper uses a path now, as far as multipathd tells. */
    boolean hasPath(Deadline deadline) {
        try {
            List<PathStatus> paths =
                    new MultipathDaemon(host)
                            .paths(deadline.atMost(ANSWER)).stream()
                                    .filter(path -> map.slaves().contains(path.disk()))
                                    .toList();
            return paths.isEmpty() || !paths.stream().allMatch(PathStatus::failed);
        } catch (VolumeException untold) {
            return true;
        }
    }

    /** Tries as often as configured; the last failure, if any. */
    Optional<VolumeException> flush(Deadline deadline) {
        String what = "map %s (%s)".formatted(map.name(), map.wwid());
        try {
            new Flush(host, settings.flushAttempts(), settings.flushTimeout(), FIRST_PAUSE)
                    .run(map.device(), what, "Mend its paths and detach again.", deadline);
            return Optional.empty();
        } catch (VolumeException failure) {
            return Optional.of(failure);
        }
    }
}
