// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.extend;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.attach.Proof;
import io.mortise.iscsi.attach.Protection;
import io.mortise.iscsi.attach.Wish;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.Growth;
import io.mortise.scsi.multipath.GrowthWanted;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Built;
import io.mortise.spi.ExtendWork;
import io.mortise.spi.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One extend of an iSCSI volume. The disks are those of the paths that the volume was asked for
 * with, found by session and LUN, and whatever else is in the map; never by links in {@code /dev}.
 */
public final class IscsiExtend implements ExtendWork {
    private final Host host;
    private final Optional<AttachmentId> id;
    private final Set<String> volumeKeys;
    private final IscsiSettings settings;

    public IscsiExtend(
            Host host, Optional<AttachmentId> id, Set<String> volumeKeys, IscsiSettings settings) {
        this.host = host;
        this.id = id;
        this.volumeKeys = Set.copyOf(volumeKeys);
        this.settings = settings;
    }

    @Override
    public Optional<AttachmentId> id() {
        return id;
    }

    @Override
    public Set<String> volumeKeys() {
        return volumeKeys;
    }

    @Override
    public Duration timeout() {
        return settings.extendTimeout();
    }

    @Override
    public Built extend(Operation operation, Attachment attachment) {
        Deadline deadline = operation.deadline();
        VolumeDevice device = attachment.device().orElseThrow(() -> gone(attachment));
        IscsiConnection connection = connection(attachment);
        Map<IscsiPath, Disk> found = new DiskSearch(host).disks(connection.paths());
        GrowthWanted wanted =
                device.multipath() ? mapped(attachment, found) : alone(attachment, device, found);
        new Growth(host, wanted, deadline).grow();
        Built proven =
                new Proof(host, attachment, new Wish(connection, settings), deadline).prove();
        AccessMode mode = connection.traits().accessMode();
        new Protection(host, mode, proven.device().path(), deadline).set();
        return proven;
    }

    private static IscsiConnection connection(Attachment attachment) {
        if (attachment.connection() instanceof IscsiConnection iscsi) {
            return iscsi;
        }
        throw VolumeException.pointless(
                Reason.UNSUPPORTED,
                "this connector extends iscsi, not " + attachment.connection().protocol(),
                "Use the connector with protocol=" + attachment.connection().protocol() + ".");
    }

    private GrowthWanted mapped(Attachment attachment, Map<IscsiPath, Disk> found) {
        DmMap map =
                attachment
                        .wwid()
                        .flatMap(wwid -> new MultipathDevices(host).byWwid(wwid))
                        .orElseThrow(() -> gone(attachment));
        var disks = new TreeMap<String, Disk>();
        found.forEach((path, disk) -> disks.put(path.toString(), disk));
        for (String slave : map.slaves()) {
            if (found.values().stream().noneMatch(disk -> disk.name().equals(slave))) {
                Disk other = new Disks(host).named(slave).orElseThrow(() -> vanished(map, slave));
                disks.put(slave + ", which was not asked for", other);
            }
        }
        if (disks.isEmpty()) {
            throw gone(attachment);
        }
        return new GrowthWanted(disks, attachment.wwid(), Optional.of(map));
    }

    private static GrowthWanted alone(
            Attachment attachment, VolumeDevice device, Map<IscsiPath, Disk> found) {
        var own = new TreeMap<String, Disk>();
        found.forEach(
                (path, disk) -> {
                    if (disk.path().equals(device.path())) {
                        own.put(path.toString(), disk);
                    }
                });
        if (own.isEmpty()) {
            throw gone(attachment);
        }
        return new GrowthWanted(own, attachment.wwid(), Optional.empty());
    }

    private static VolumeException vanished(DmMap map, String slave) {
        return VolumeException.passing(
                Reason.PATH_DOWN,
                "the map " + map.name() + " has a path " + slave + " whose disk is gone",
                "Nothing was touched: extend again when multipathd has dropped it.");
    }

    private static VolumeException gone(Attachment attachment) {
        return VolumeException.passing(
                Reason.PATH_DOWN,
                "the device of " + attachment.id() + " is gone",
                "Nothing was touched: detach the volume and attach it again.");
    }
}
