// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.Disks;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives a map the size that its disks have: that one map, by its name, and nothing of the daemon's
 * configuration is read anew. multipathd refuses while udev's rules look at the map, and answers
 * "timeout" when it is busy, so it is asked again until the size is there.
 */
final class MapResize {
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration REFUSALS = Duration.ofSeconds(10);

    private final Host host;
    private final DmMap map;
    private final Deadline deadline;
    private final Disks disks;
    private final MultipathDaemon daemon;

    MapResize(Host host, DmMap map, Deadline deadline) {
        this.host = host;
        this.map = map;
        this.deadline = deadline;
        this.disks = new Disks(host);
        this.daemon = new MultipathDaemon(host);
    }

    /**
     * Returns once it has that size.
     *
     * @throws VolumeException TOOL_MISSING, TOOL_FAILED, TIMED_OUT
     */
    @SuppressWarnings("try") // the subscription is only to be closed
    void to(long bytes) {
        Deadline refusals = deadline.atMost(REFUSALS);
        Signal changed = host.tasks().signal("size of " + map.name());
        try (Held events = host.uevents().subscribe(BlockEvents.maps(), changed)) {
            while (!has(bytes)) {
                Answer answer = daemon.resizeMap(map.name(), deadline.atMost(ANSWER));
                if (answer.verdict() == Answer.Verdict.UNAVAILABLE) {
                    throw MultipathDaemon.notRunning(answer.text());
                }
                boolean done =
                        deadline.atMost(PAUSE)
                                .await(
                                        changed,
                                        BEAT,
                                        () -> Optional.of(true).filter(x -> has(bytes)))
                                .isPresent();
                boolean refused = answer.verdict() == Answer.Verdict.REFUSED;
                if (!done && (deadline.passed() || refused && refusals.passed())) {
                    throw failed(answer, bytes);
                }
            }
        }
    }

    private boolean has(long bytes) {
        return disks.sizeBytes(map.device()) == bytes;
    }

    // a table that could not be loaded must not leave I/O held back
    private VolumeException failed(Answer answer, long bytes) {
        boolean held =
                new MultipathDevices(host).named(map.device()).filter(DmMap::suspended).isPresent();
        if (held) {
            daemon.resumeMap(map.name(), host.tasks().deadline(REFUSALS));
        }
        boolean refused = answer.verdict() == Answer.Verdict.REFUSED;
        return VolumeException.passing(
                refused ? Reason.TOOL_FAILED : Reason.TIMED_OUT,
                "the map %s has %d bytes, not the %d of its disks; multipathd answered \"%s\""
                        .formatted(map.name(), disks.sizeBytes(map.device()), bytes, answer.text()),
                DaemonTables.ADVICE + " " + Growth.AGAIN);
    }
}
