// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.scsi.Use;
import io.mortise.scsi.Uses;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ways to a volume beside the one that is handed out, over whatever portal, and whether somebody
 * goes one of them: neither would know what the other has written.
 */
final class OtherWays {
    private final Job job;

    OtherWays(Job job) {
        this.job = job;
    }

    /** Refuses a map past which a disk of its volume is used, also one that is no path of it. */
    void none(DmMap map) {
        var disks = new HashSet<>(map.slaves());
        disks.addAll(known(map.wwid()));
        new DirectUse(job).none(map, disks);
    }

    /** Refuses a disk beside which another of the volume is used, or a map stands on either. */
    void none(Up up, Optional<Wwid> wwid) {
        var disks = new HashSet<>(wwid.map(this::known).orElse(Set.of()));
        disks.add(up.disk().name());
        disks.forEach(disk -> unlessInAMap(up, disk));
        disks.remove(up.disk().name());
        List<Use> uses = new Uses(job.host()).of(disks, Set.of());
        if (!uses.isEmpty()) {
            throw VolumeException.pointless(
                    Reason.IN_USE,
                    "%s of %s can't be handed out beside another disk of the volume: %s"
                            .formatted(up.disk(), up.path(), DirectUse.words(uses)),
                    "Close what stands on that disk, and attach again.");
        }
    }

    private Set<String> known(Wwid wwid) {
        return new Elsewhere(job.host(), job.wish().paths(), job.operation().deadline())
                .known(wwid);
    }

    // beside the map it would be a second way to the same data; the kernel refuses only some
    private void unlessInAMap(Up up, String disk) {
        Optional<DmMap> map = new MultipathDevices(job.host()).holding(disk);
        if (map.isPresent()) {
            throw VolumeException.passing(
                    Reason.MULTIPATH_UNAVAILABLE,
                    "%s is a path of the map %s (%s), and %s of %s can't be handed out beside it"
                            .formatted(
                                    disk,
                                    map.get().name(),
                                    map.get().device(),
                                    up.disk(),
                                    up.path()),
                    "Start multipathd (systemctl start multipathd) if it does not run, and attach"
                            + " over the map; or remove the map if nobody needs it.");
        }
    }
}
