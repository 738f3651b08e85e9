// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Use;
import io.mortise.scsi.Uses;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What uses a disk that was there before, beside a multipath map: file systems, LVM, dm-crypt,
 * partitions of kpartx. A map beside them would be a second way to the same data.
 */
final class DirectUse {
    private final Job job;

    DirectUse(Job job) {
        this.job = job;
    }

    /** Refuses such a disk where a map is wanted. */
    void none(IscsiPath path, Disk disk) {
        if (!job.wish().multipath()) {
            return;
        }
        Set<String> map =
                new MultipathDevices(job.host())
                        .holding(disk.name()).stream()
                                .map(DmMap::device)
                                .collect(Collectors.toSet());
        List<Use> uses = new Uses(job.host()).of(disk.name(), map);
        if (!uses.isEmpty()) {
            throw VolumeException.pointless(
                    Reason.IN_USE,
                    "%s of %s was there before and is in use without a map: %s"
                            .formatted(
                                    disk,
                                    path,
                                    uses.stream()
                                            .map(Use::describe)
                                            .collect(Collectors.joining(", "))),
                    "Close what stands on the disk, or attach the volume without multipath.");
        }
    }
}
