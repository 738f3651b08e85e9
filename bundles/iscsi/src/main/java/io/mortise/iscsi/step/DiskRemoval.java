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
import io.mortise.host.Uevent;
import io.mortise.host.Written;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.StaleLinks;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.Optional;

/** Has the kernel delete disks, and sees that they are gone. Thread-safe. */
final class DiskRemoval {
    private static final Duration BEAT = Duration.ofMillis(25);

    private final Host host;
    private final IscsiSettings settings;
    private final Undo undo;
    private final Disks disks;
    private final StaleLinks links;

    DiskRemoval(Host host, IscsiSettings settings, Undo undo) {
        this.host = host;
        this.settings = settings;
        this.undo = undo;
        this.disks = new Disks(host);
        this.links = new StaleLinks(host.files());
    }

    /**
     * @throws VolumeException REMOVAL_FAILED if the disk is still there
     */
    @SuppressWarnings("try") // the subscription is only to be closed
    Outcome of(Step step, Disk disk, IscsiPath path) {
        Signal changed = host.tasks().signal("gone " + disk);
        Deadline deadline = undo.deadline().atMost(settings.removalTimeout());
        Optional<String> folder = disks.folder(disk);
        links.note(disk.name());
        try (Held events =
                host.uevents()
                        .subscribe(BlockEvents.disks().and(event -> isOf(disk, event)), changed)) {
            Written written = disks.delete(disk, deadline);
            boolean away =
                    deadline.await(
                                    changed,
                                    BEAT,
                                    () -> Optional.of(true).filter(yes -> disks.gone(disk, folder)))
                            .isPresent();
            if (away) {
                return deleted(step, disk, path);
            }
            throw stillThere(disk, path, written.toString());
        } catch (HostFailure unseen) {
            return lookedFor(step, disk, folder, path, unseen);
        }
    }

    // the last that is told of a disk is the end of what is behind its address
    private static boolean isOf(Disk disk, Uevent event) {
        return event.name().equals(disk.name()) || event.name().equals(disk.address().toString());
    }

    private static VolumeException stillThere(Disk disk, IscsiPath path, String how) {
        return VolumeException.passing(
                Reason.REMOVAL_FAILED,
                disk + " of " + path + " is still there (deleting it: " + how + ")",
                "See the kernel's log, then detach again.");
    }

    private static Outcome deleted(Step step, Disk disk, IscsiPath path) {
        return Outcome.undone(step, "deleted " + disk + " of " + path);
    }

    // only a disk that is seen to be there still is as good as before
    private Outcome lookedFor(
            Step step, Disk disk, Optional<String> folder, IscsiPath path, HostFailure failure) {
        boolean there;
        boolean away;
        try {
            there = disks.present(disk);
            away = disks.gone(disk, folder);
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
        if (!away) {
            throw stillThere(disk, path, failure.getMessage());
        }
        return deleted(step, disk, path);
    }

    /** Removes links to those that are gone. */
    void dropStaleLinks() {
        links.drop(undo.deadline());
    }
}
