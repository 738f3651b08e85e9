// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.AttachmentId;
import io.mortise.api.MapPath;
import io.mortise.api.Maps;
import io.mortise.api.MultipathMap;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MapStatus;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.scsi.multipath.PathStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All multipath maps of the host: which there are from sysfs, how they are from multipathd. */
public final class MapsView implements Maps {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Host host;
    private final Disks disks;
    private final MultipathDevices devices;
    private final MultipathDaemon daemon;
    private final Function<Wwid, Set<AttachmentId>> attachments;

    /**
     * @param attachments which attachments are a volume
     */
    public MapsView(Host host, Function<Wwid, Set<AttachmentId>> attachments) {
        this.host = host;
        this.disks = new Disks(host);
        this.devices = new MultipathDevices(host);
        this.daemon = new MultipathDaemon(host);
        this.attachments = attachments;
    }

    @Override
    public List<MultipathMap> list() {
        try {
            List<DmMap> maps = devices.all();
            if (maps.isEmpty()) {
                return List.of();
            }
            Deadline deadline = host.tasks().deadline(PATIENCE);
            List<PathStatus> paths = daemon.paths(deadline);
            List<MapStatus> statuses = daemon.maps(deadline);
            return maps.stream()
                    .map(map -> shown(map, paths, statuses))
                    .sorted(Comparator.comparing(MultipathMap::name))
                    .toList();
        } catch (HostFailure failure) {
            throw VolumeException.passing(
                            Reason.HOST_FAILED,
                            "the maps can't be read: " + failure.getMessage(),
                            "See the kernel's log.")
                    .causedBy(failure);
        }
    }

    private MultipathMap shown(DmMap map, List<PathStatus> paths, List<MapStatus> statuses) {
        boolean queueing =
                statuses.stream()
                        .filter(status -> status.wwid().equals(map.wwid()))
                        .anyMatch(MapStatus::queues);
        return new MultipathMap(
                map.name(),
                map.wwid(),
                map.device(),
                map.sizeBytes(),
                map.suspended(),
                queueing,
                map.slaves().stream().map(disk -> path(disk, paths)).toList(),
                attachments.apply(map.wwid()));
    }

    private MapPath path(String disk, List<PathStatus> paths) {
        Optional<PathStatus> known =
                paths.stream().filter(path -> path.disk().equals(disk)).findFirst();
        String address = disks.named(disk).map(Disk::address).map(Object::toString).orElse("");
        return new MapPath(
                disk,
                address,
                known.map(PathStatus::dmState).orElse("undef"),
                known.map(PathStatus::checker).orElse("unknown"));
    }
}
