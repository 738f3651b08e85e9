// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Shown;
import io.mortise.api.Wwid;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.scsi.Disks;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The multipath maps of a host, from sysfs; devices of LVM, dm-crypt and kpartx are never taken for
 * one. Thread-safe.
 */
public final class MultipathDevices {
    private static final String BLOCK = "/sys/class/block/";

    private final HostFiles files;
    private final Disks disks;

    public MultipathDevices(Host host) {
        this.files = host.files();
        this.disks = new Disks(host);
    }

    /** The map with that identity. */
    public Optional<DmMap> byWwid(Wwid wwid) {
        String uuid = DmMap.PREFIX + wwid;
        return maps().filter(device -> uuid(device).equals(uuid))
                .flatMap(device -> named(device).stream())
                .findFirst();
    }

    /** The map that a disk ({@code sdX}) is a path of. */
    public Optional<DmMap> holding(String disk) {
        return files.list(BLOCK + disk + "/holders").stream()
                .filter(holder -> uuid(holder).startsWith(DmMap.PREFIX))
                .flatMap(holder -> named(holder).stream())
                .findFirst();
    }

    /** The map that is this device ({@code dm-N}); empty if it is gone or no multipath map. */
    public Optional<DmMap> named(String device) {
        String uuid = uuid(device);
        String name = text(device, "/dm/name");
        if (!uuid.startsWith(DmMap.PREFIX) || name.isEmpty()) {
            return Optional.empty();
        }
        if (!DmMap.isUuid(uuid)) {
            throw new HostFailure(
                    HostFailure.Kind.GARBLED,
                    "reading the identity of the map " + Shown.plain(device, 40),
                    "it is " + Shown.of(uuid));
        }
        var map =
                new DmMap(
                        device,
                        name,
                        uuid,
                        text(device, "/dm/suspended").equals("1"),
                        disks.sizeBytes(device),
                        files.list(BLOCK + device + "/slaves"));
        // a number is given to the next map: then the name that was read would be that one's
        return Optional.of(map).filter(same -> uuid(device).equals(uuid));
    }

    /** All maps, but those whose identity is none, which can't be of a volume of ours. */
    public List<DmMap> all() {
        return maps().filter(device -> DmMap.isUuid(uuid(device)))
                .flatMap(device -> named(device).stream())
                .toList();
    }

    /**
     * Whether a map is there no more. One that the kernel is removing says nothing of itself, so
     * that none of the others finds it, but holds its disks and its number yet.
     */
    public boolean gone(DmMap map) {
        return named(map.device()).filter(now -> now.uuid().equals(map.uuid())).isEmpty()
                && !leaving(map.device());
    }

    /**
     * Whether a path of a map is one that was deleted: the map goes on naming it until multipathd
     * loads a table without it.
     */
    public boolean deleted(String slave) {
        return !files.exists(BLOCK + slave);
    }

    /** Whether the kernel is removing any device-mapper device, which may be a map. */
    public boolean anyLeaving() {
        return maps().anyMatch(this::leaving);
    }

    // drivers/md/dm-sysfs.c, dm_attr_show: no value from the moment that the removal marks it; a
    // device without a uuid has an empty line
    private boolean leaving(String device) {
        return files.read(BLOCK + device + "/dm/uuid").isEmpty() && files.exists(BLOCK + device);
    }

    private Stream<String> maps() {
        return files.list(BLOCK).stream().filter(name -> name.startsWith("dm-"));
    }

    private String uuid(String device) {
        return text(device, "/dm/uuid");
    }

    private String text(String device, String attribute) {
        return files.read(BLOCK + device + attribute).map(String::strip).orElse("");
    }
}
