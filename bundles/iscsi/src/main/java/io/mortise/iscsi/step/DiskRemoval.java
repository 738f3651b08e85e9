// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import io.mortise.host.Written;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Has the kernel delete disks, and sees that they are gone. Thread-safe. */
final class DiskRemoval {
    private static final Duration BEAT = Duration.ofMillis(25);

    private final Host host;
    private final IscsiSettings settings;
    private final Undo undo;
    private final Disks disks;
    private final ConcurrentLinkedQueue<Disk> gone = new ConcurrentLinkedQueue<>();

    DiskRemoval(Host host, IscsiSettings settings, Undo undo) {
        this.host = host;
        this.settings = settings;
        this.undo = undo;
        this.disks = new Disks(host);
    }

    /** Those that are gone. */
    List<Disk> gone() {
        return List.copyOf(gone);
    }

    /**
     * @throws VolumeException REMOVAL_FAILED if the disk is still there
     */
    @SuppressWarnings("try") // the subscription is only to be closed
    Outcome of(Step step, Disk disk, IscsiPath path) {
        Signal changed = host.tasks().signal("gone " + disk);
        Deadline deadline = undo.deadline().atMost(settings.removalTimeout());
        try (Held events =
                host.uevents()
                        .subscribe(
                                BlockEvents.disks().and(event -> event.name().equals(disk.name())),
                                changed)) {
            Written written = disks.delete(disk, deadline);
            boolean away =
                    deadline.await(
                                    changed,
                                    BEAT,
                                    () -> Optional.of(true).filter(yes -> !disks.present(disk)))
                            .isPresent();
            if (away) {
                return deleted(step, disk, path);
            }
            throw VolumeException.passing(
                    Reason.REMOVAL_FAILED,
                    disk + " of " + path + " is still there (deleting it: " + written + ")",
                    "See the kernel's log, then detach again.");
        } catch (HostFailure unseen) {
            return lookedFor(step, disk, path, unseen);
        }
    }

    private Outcome deleted(Step step, Disk disk, IscsiPath path) {
        gone.add(disk);
        return Outcome.undone(step, "deleted " + disk + " of " + path);
    }

    // only a disk that is seen to be there still is as good as before
    private Outcome lookedFor(Step step, Disk disk, IscsiPath path, HostFailure failure) {
        boolean there;
        try {
            there = disks.present(disk);
        } catch (HostFailure unseen) {
            String what = disk + " of " + path + " may be gone, which can't be seen: ";
            return Outcome.unclear(
                    step,
                    VolumeException.passing(
                                    Reason.HOST_FAILED,
                                    what + failure.getMessage() + "; " + unseen.getMessage(),
                                    "See the kernel's log. The rest is removed as soon as the"
                                            + " host answers.")
                            .causedBy(unseen));
        }
        if (there) {
            throw failure;
        }
        return deleted(step, disk, path);
    }
}
