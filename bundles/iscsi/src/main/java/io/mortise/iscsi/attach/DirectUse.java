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
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What uses a disk beside a multipath map: file systems, LVM, dm-crypt, partitions of kpartx. A map
 * beside them would be a second way to the same data.
 */
final class DirectUse {
    private final Job job;

    DirectUse(Job job) {
        this.job = job;
    }

    /**
     * Refuses a map past which one of its paths is used. udev hands a new disk to LVM and the like
     * unless multipathd has made the volume known before, so that they may be quicker than the map;
     * device-mapper lets them share it.
     *
     * @param disks those ({@code sdX}) to look at
     */
    void none(DmMap map, Collection<String> disks) {
        List<Use> uses = new Uses(job.host()).of(disks, Set.of(map.device()));
        if (!uses.isEmpty()) {
            throw VolumeException.pointless(
                    Reason.IN_USE,
                    "paths of map %s are in use past it: %s".formatted(map.name(), words(uses)),
                    "Take down what stands on them and attach again. Keep LVM and the like off the"
                            + " paths of maps: find_multipaths no or smart in multipath.conf, a"
                            + " filter or devices file in lvm.conf.");
        }
    }

    static String words(List<Use> uses) {
        return uses.stream().map(Use::describe).collect(Collectors.joining(", "));
    }

    /** Refuses a disk that was there before and is used so, where a map is wanted. */
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
                            .formatted(disk, path, words(uses)),
                    "Close what stands on the disk, or attach the volume without multipath.");
        }
    }
}
