// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Signal;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.StaleLinks;
import io.mortise.scsi.Uses;
import io.mortise.scsi.Uses.Everywhere;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A disk that was there before and answers as another volume than the one it was found as: the
 * array has given its LUN to the volume that is being attached. Its size and identity in the kernel
 * are wrong, so it goes, unless something uses it.
 */
final class StaleDisk {
    private static final Duration BEAT = Duration.ofMillis(25);

    private final Job job;
    private final Disks disks;

    StaleDisk(Job job) {
        this.job = job;
        this.disks = new Disks(job.host());
    }

    void remove(IscsiPath path, Disk disk) {
        Everywhere found = new Uses(job.host()).everywhere(disk.name(), Set.of(), job.patience());
        if (!found.none()) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "%s of %s was another volume before and is in use: %s"
                            .formatted(disk, path, found.describe()),
                    "Close what stands on it: its data is not what it was opened for.");
        }
        Optional<String> folder = disks.folder(disk);
        var links = new StaleLinks(job.host().files());
        links.note(disk.name());
        disks.delete(disk, job.patience());
        Signal never = job.host().tasks().signal("stale disk gone");
        Optional<Boolean> gone =
                job.patience()
                        .await(
                                never,
                                BEAT,
                                () -> Optional.of(true).filter(yes -> disks.gone(disk, folder)));
        if (gone.isEmpty()) {
            throw VolumeException.passing(
                    Reason.REMOVAL_FAILED,
                    disk + " of " + path + " was another volume before and could not be deleted",
                    "See the kernel's log.");
        }
        links.drop(job.patience());
    }
}
