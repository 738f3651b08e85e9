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
import io.mortise.scsi.multipath.DmMap;
import java.time.Duration;
import java.util.Optional;

/** Brings what is cached for a map to its volume. */
final class MapFlush {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Host host;
    private final EngineSettings settings;
    private final DmMap map;

    MapFlush(Host host, EngineSettings settings, DmMap map) {
        this.host = host;
        this.settings = settings;
        this.map = map;
    }

    /** Tries as often as configured, pausing twice as long each time; the last failure, if any. */
    Optional<VolumeException> flush(Deadline deadline) {
        var blockdev = new Blockdev(host);
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            CommandResult result =
                    blockdev.flush(map.path(), deadline.atMost(settings.flushTimeout()));
            if (result.exited(0)) {
                return Optional.empty();
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

    private VolumeException failed(CommandResult result, int attempts) {
        return VolumeException.passing(
                Reason.FLUSH_FAILED,
                "map %s (%s) could not be flushed, tried %d times: %s"
                        .formatted(map.name(), map.wwid(), attempts, result.describe()),
                "Mend its paths and detach again.");
    }
}
