// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Tasks;
import java.time.Duration;

/** Brings what is cached for a device to its volume, and finds out whether it got there. */
public final class Flush {
    private final Host host;
    private final Blockdev blockdev;
    private final Sync sync;
    private final int attempts;
    private final Duration timeout;
    private final Duration firstPause;

    /**
     * @param attempts how often to try, at least 1
     * @param timeout of each program that is run for an attempt
     * @param firstPause before the second attempt; each further pause is twice as long
     */
    public Flush(Host host, int attempts, Duration timeout, Duration firstPause) {
        this.host = host;
        this.blockdev = new Blockdev(host);
        this.sync = new Sync(host);
        this.attempts = attempts;
        this.timeout = timeout;
        this.firstPause = firstPause;
    }

    /**
     * Tries as often as may be.
     *
     * @param blockName {@code dm-3}, {@code sda}
     * @param what the device, as messages are to name it
     * @param remedy what to do if it can't be flushed
     * @throws VolumeException FLUSH_FAILED if it can't be, or if data is lost, which is told once
     */
    public void run(String blockName, String what, String remedy, Deadline deadline) {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            CommandResult result = blockdev.flush("/dev/" + blockName, deadline.atMost(timeout));
            if (result.exited(0)) {
                // which it does whatever became of the data
                result = sync.of(blockName, deadline.atMost(timeout));
                if (result.exited(0)) {
                    return;
                }
                if (result.ending() == Ending.EXITED) {
                    throw lost(what, result);
                }
            }
            if (attempt >= attempts || deadline.passed()) {
                String tried =
                        "%s could not be flushed, tried %d times: %s"
                                .formatted(what, attempt, result.describe());
                throw VolumeException.passing(Reason.FLUSH_FAILED, tried, remedy);
            }
            pause(deadline.atMost(pause));
            pause = pause.multipliedBy(2);
        }
    }

    private void pause(Deadline end) {
        Tasks tasks = host.tasks();
        tasks.await(tasks.signal("pause between flushes"), 0, end);
    }

    // a second try would succeed, since the kernel keeps nothing of it
    private static VolumeException lost(String what, CommandResult result) {
        return VolumeException.pointless(
                Reason.FLUSH_FAILED,
                "what was written to %s last did not all reach the volume, and is lost: %s"
                        .formatted(what, result.describe()),
                "See the kernel's log, and write it again. A further detach does not find it any"
                        + " more and goes on without it.");
    }
}
