// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.Session;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Hctl;
import java.time.Duration;
import java.util.Optional;

/**
 * A SCSI host on which the kernel does nothing that another scan would have to wait for: neither an
 * earlier scan, also of a connector that was here before, nor the removal of a disk.
 */
final class FreeHost {
    private static final Duration BEAT = Duration.ofMillis(25);

    private final Job job;
    private final Disks disks;
    private final DiskSearch search;

    FreeHost(Job job) {
        Host host = job.host();
        this.job = job;
        this.disks = new Disks(host);
        this.search = new DiskSearch(host);
    }

    /**
     * @throws VolumeException HOST_FAILED if the kernel holds it for too long
     */
    void await(IscsiPath path, Session session, Hctl address) {
        boolean free =
                job.patience()
                        .await(
                                job.host().tasks().signal("host of " + session.name()),
                                BEAT,
                                () -> Optional.of(true).filter(yes -> !held(session)))
                        .isPresent();
        if (!free) {
            String why =
                    disks.scanning(session.host())
                            ? "has not answered an earlier scan of host" + session.host()
                            : "is still taking a disk away from host" + session.host();
            throw VolumeException.passing(
                    Reason.HOST_FAILED,
                    "the kernel " + why + ", so " + address + " is not scanned for " + path,
                    "See the kernel's log.");
        }
    }

    private boolean held(Session session) {
        return disks.scanning(session.host()) || search.deleting(session);
    }
}
