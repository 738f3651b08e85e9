// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.VolumeDevice;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import io.mortise.host.Signal;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.multipath.DmMap;
import java.time.Duration;
import java.util.Optional;

/** Block devices as clients get them. */
final class Devices {
    private static final String BY_ID = "/dev/disk/by-id/";
    private static final Duration UDEV = Duration.ofSeconds(10);
    private static final Duration BEAT = Duration.ofMillis(50);

    private final Host host;
    private final HostFiles files;
    private final Disks disks;

    Devices(Host host) {
        this.host = host;
        this.files = host.files();
        this.disks = new Disks(host);
    }

    /** Waits for the link that stays, so that what is handed out is there. */
    @SuppressWarnings("try") // the subscription is only to be closed
    VolumeDevice of(DmMap map, Deadline deadline) {
        String link = BY_ID + "dm-uuid-" + map.uuid();
        Signal changed = host.tasks().signal("links of " + map.device());
        try (Held subscription = host.uevents().subscribe(BlockEvents.block(), changed)) {
            String stable =
                    deadline.atMost(UDEV)
                            .await(changed, BEAT, () -> leadsTo(map.path(), link))
                            .or(() -> leadsTo(map.path(), "/dev/mapper/" + map.name()))
                            .orElse(map.path());
            return new VolumeDevice(map.path(), stable, Optional.of(map.name()), map.sizeBytes());
        }
    }

    private Optional<String> leadsTo(String device, String link) {
        return files.realPath(link).filter(device::equals).map(real -> link);
    }

    VolumeDevice of(Disk disk, Optional<Wwid> wwid) {
        String stable =
                wwid.map(id -> BY_ID + "scsi-" + id)
                        .filter(link -> files.realPath(link).equals(Optional.of(disk.path())))
                        .orElse(disk.path());
        return new VolumeDevice(
                disk.path(), stable, Optional.empty(), disks.sizeBytes(disk.name()));
    }

    /** The same once udev, which may be late, has made the link; without one if it does not. */
    VolumeDevice linked(Disk disk, Optional<Wwid> wwid, Deadline deadline) {
        Signal changed = host.tasks().signal("link to " + disk.name());
        deadline.atMost(UDEV)
                .await(
                        changed,
                        BEAT,
                        () ->
                                Optional.of(of(disk, wwid))
                                        .filter(d -> !d.stablePath().equals(d.path())));
        return of(disk, wwid);
    }
}
