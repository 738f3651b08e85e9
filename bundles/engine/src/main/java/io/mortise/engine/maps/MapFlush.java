// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Tasks;
import io.mortise.scsi.Blockdev;
import io.mortise.scsi.Sync;
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

    /** Tries as often as configured, pausing twice as long each time; the last failure, if any. */
    Optional<VolumeException> flush(Deadline deadline) {
        var blockdev = new Blockdev(host);
        var sync = new Sync(host);
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            CommandResult result =
                    blockdev.flush(map.path(), deadline.atMost(settings.flushTimeout()));
            if (result.exited(0)) {
                // which it does whatever became of the data
                result = sync.of(map.device(), deadline.atMost(settings.flushTimeout()));
                if (result.ending() == CommandResult.Ending.EXITED) {
                    return result.exited(0) ? Optional.empty() : Optional.of(lost(result));
                }
            }
            if (attempt >= settings.flushAttempts() || deadline.passed()) {
                return Optional.of(failed(result, attempt));
            }
            pause(pause, deadline);
            pause = pause.multipliedBy(2);
        }
    }

    private void pause(Duration pause, Deadline deadline) {
        Tasks tasks = host.tasks();
        tasks.await(tasks.signal("pause before flush"), 0, deadline.atMost(pause));
    }

    // a second try would succeed, since the kernel keeps nothing of it
    private VolumeException lost(CommandResult result) {
        return VolumeException.pointless(
                Reason.FLUSH_FAILED,
                "what was written to map %s (%s) last did not all reach the volume, and is lost: %s"
                        .formatted(map.name(), map.wwid(), result.describe()),
                "See the kernel's log, and write it again. A further detach does not find it any"
                        + " more and goes on without it.");
    }

    private VolumeException failed(CommandResult result, int attempts) {
        return VolumeException.passing(
                Reason.FLUSH_FAILED,
                "map %s (%s) could not be flushed, tried %d times: %s"
                        .formatted(map.name(), map.wwid(), attempts, result.describe()),
                "Mend its paths and detach again.");
    }
}
