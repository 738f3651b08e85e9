// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.Blockdev;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Sync;
import io.mortise.spi.Rigor;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.Optional;

/** Brings unwritten data to a disk that was handed out without a map above it. */
final class DiskFlush {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final Host host;
    private final IscsiSettings settings;
    private final Undo undo;

    DiskFlush(Host host, IscsiSettings settings, Undo undo) {
        this.host = host;
        this.settings = settings;
        this.undo = undo;
    }

    /**
     * Flushes what is proven to be the volume; nothing is written to what does not say what it is.
     *
     * @param live what the disk answers now
     */
    void flush(Disk disk, IscsiPath path, Optional<Wwid> live) {
        try {
            String state = new Disks(host).state(disk);
            if (!state.equals("running")) {
                throw failure(Reason.NO_USABLE_PATH, disk + " of " + path + " is " + state, "Mend");
            }
            if (!live.equals(undo.wwid())) {
                throw failure(
                        Reason.NO_USABLE_PATH,
                        disk + " of " + path + " does not answer which volume it is",
                        "Mend");
            }
            flush(disk, path, new Blockdev(host), new Sync(host));
        } catch (VolumeException failure) {
            if (undo.rigor() == Rigor.SAFE) {
                throw failure;
            }
            giveUp(path, failure.getMessage());
        }
    }

    /** Says that unwritten data is lost. */
    void giveUp(IscsiPath path, String why) {
        undo.mayBeLost("data not yet written to " + path + ": " + why);
    }

    private void flush(Disk disk, IscsiPath path, Blockdev blockdev, Sync sync) {
        Signal never = host.tasks().signal("pause between flushes");
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Deadline limit = undo.deadline().atMost(settings.flushTimeout());
            CommandResult result = blockdev.flush(disk.path(), limit);
            if (result.exited(0)) {
                // which it does whatever became of the data
                result = sync.of(disk.name(), undo.deadline().atMost(settings.flushTimeout()));
                if (result.exited(0)) {
                    return;
                }
                if (result.ending() == CommandResult.Ending.EXITED) {
                    throw lost(disk, path, result);
                }
            }
            if (attempt >= settings.flushAttempts() || undo.deadline().passed()) {
                throw failure(
                        Reason.FLUSH_FAILED,
                        "flushing " + disk + " of " + path + ": " + result.describe(),
                        "See to");
            }
            host.tasks().await(never, 0, undo.deadline().atMost(pause));
            pause = pause.multipliedBy(2);
        }
    }

    // a second try would succeed, since the kernel keeps nothing of it
    private static VolumeException lost(Disk disk, IscsiPath path, CommandResult result) {
        return VolumeException.pointless(
                Reason.FLUSH_FAILED,
                "what was written to "
                        + disk
                        + " of "
                        + path
                        + " last did not all reach the volume, and is lost: "
                        + result.describe(),
                "See the kernel's log, and write it again. A further detach does not find it any"
                        + " more and goes on without it.");
    }

    private static VolumeException failure(Reason reason, String message, String verb) {
        return VolumeException.passing(
                reason,
                message,
                verb
                        + " the path and detach again, or detach by force and lose what is unwritten.");
    }
}
