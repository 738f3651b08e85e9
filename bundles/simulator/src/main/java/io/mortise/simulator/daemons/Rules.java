// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.array.ArrayVolume;
import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.kernel.DmDevice;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.kernel.Session;
import io.mortise.simulator.machine.Tree;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** udev's rules for disks and maps, with sg3-utils and multipath-tools of Debian 12 installed. */
final class Rules {
    private static final int MAP_PRIORITY = 50;
    private static final String INQUIRY =
            """
            SCSI_TPGS=3
            SCSI_TYPE=disk
            SCSI_VENDOR=LIO-ORG
            SCSI_VENDOR_ENC=LIO-ORG\\x20
            SCSI_MODEL=IBLOCK
            SCSI_MODEL_ENC=IBLOCK\\x20\\x20\\x20\\x20\\x20\\x20\\x20\\x20\\x20\\x20
            SCSI_REVISION=4.0
            ID_SCSI=1
            ID_SCSI_INQUIRY=1
            SCSI_IDENT_SERIAL=@SERIAL@
            SCSI_IDENT_LUN_NAA_REGEXT=@NAA@
            SCSI_IDENT_LUN_T10=LIO-ORG_IBLOCK:@SERIAL@
            SCSI_IDENT_PORT_RELATIVE=1
            SCSI_IDENT_PORT_TARGET_PORT_GROUP=0x0
            SCSI_IDENT_LUN_LOGICAL_UNIT_GROUP=0x0
            SCSI_IDENT_PORT_NAME=@TARGET@,t,@TAG@
            SCSI_IDENT_TARGET_NAME=@TARGET@
            ID_VENDOR=LIO-ORG
            ID_VENDOR_ENC=LIO-ORG\\x20
            ID_MODEL=IBLOCK
            ID_MODEL_ENC=IBLOCK\\x20\\x20\\x20\\x20\\x20\\x20\\x20\\x20\\x20\\x20
            ID_REVISION=4.0
            ID_TYPE=disk
            ID_TARGET_PORT=0
            ID_WWN_WITH_EXTENSION=0x@NAA@
            ID_WWN=0x@WWN@
            ID_BUS=scsi
            ID_SERIAL=3@NAA@
            ID_SERIAL_SHORT=@NAA@
            ID_SCSI_SERIAL=@SERIAL@
            """;

    private final Kernel kernel;

    Rules(Kernel kernel) {
        this.kernel = kernel;
    }

    /** What the rules find on a disk; they ask the disk itself. */
    Findings disk(Disk disk) {
        Map<String, String> properties = new LinkedHashMap<>();
        Set<String> links = new LinkedHashSet<>();
        links.add("disk/by-diskseq/" + disk.sequence());
        disk.live().ifPresent(volume -> identify(disk, volume, properties, links));
        String path = path(disk);
        properties.put("ID_PATH", path);
        properties.put("ID_PATH_TAG", path.replaceAll("[^0-9A-Za-z-]", "_"));
        links.add("disk/by-path/" + path);
        return new Findings(properties, links, 0);
    }

    private void identify(
            Disk disk, ArrayVolume volume, Map<String, String> properties, Set<String> links) {
        Session session = disk.session();
        INQUIRY.replace("@SERIAL@", volume.serial())
                .replace("@NAA@", volume.naa())
                .replace("@WWN@", volume.naa().substring(0, 16))
                .replace("@TARGET@", session.terms().target())
                .replace("@TAG@", String.format("0x%04x", session.tag()))
                .lines()
                .forEach(
                        line -> {
                            int equals = line.indexOf('=');
                            properties.put(line.substring(0, equals), line.substring(equals + 1));
                        });
        if (volume.anonymous()) {
            properties
                    .keySet()
                    .removeIf(key -> key.matches("SCSI_IDENT_LUN_.*|ID_WWN.*|ID_SERIAL.*"));
            properties.put("ID_SERIAL", volume.wwid());
            links.add("disk/by-id/scsi-" + volume.wwid());
            mark(disk, volume, properties);
            return;
        }
        links.add("disk/by-id/scsi-1LIO-ORG_IBLOCK:" + volume.serial());
        links.add("disk/by-id/scsi-SLIO-ORG_IBLOCK_" + volume.serial());
        links.add("disk/by-id/scsi-" + volume.wwid());
        links.add("disk/by-id/wwn-0x" + volume.naa());
        mark(disk, volume, properties);
    }

    private void mark(Disk disk, ArrayVolume volume, Map<String, String> properties) {
        properties.put("MPATH_SBIN_PATH", "/sbin");
        boolean member = kernel.mapper().find(volume.wwid()).isPresent();
        boolean marked = member || claimed(disk, volume);
        properties.put("DM_MULTIPATH_DEVICE_PATH", marked ? "1" : "0");
        if (marked) {
            properties.put("ID_FS_TYPE", "mpath_member");
            properties.put("SYSTEMD_READY", "0");
        }
    }

    // multipath -u: what was a multipath device before; with smart also what may become one
    private boolean claimed(Disk disk, ArrayVolume volume) {
        Tree tree = kernel.machine().tree();
        var settings = MultipathSettings.parse(tree.read("/etc/multipath.conf").orElse(""));
        boolean known =
                MapTables.listed(tree, volume.wwid()) && !settings.findMultipaths().equals("no");
        return !settings.exclusions().disk(disk)
                && (known || settings.findMultipaths().equals("smart"));
    }

    /** What the rules find on a device-mapper device whose table is loaded. */
    Findings map(DmDevice device) {
        Map<String, String> properties = new LinkedHashMap<>();
        Set<String> links = new LinkedHashSet<>();
        properties.put("DM_UDEV_DISABLE_LIBRARY_FALLBACK_FLAG", "1");
        properties.put("DM_UDEV_PRIMARY_SOURCE_FLAG", "1");
        properties.put("DM_ACTIVATION", "1");
        properties.put("DM_NAME", device.name());
        properties.put("DM_UUID", device.uuid());
        properties.put("DM_SUSPENDED", device.suspended() ? "1" : "0");
        properties.put("DM_UDEV_RULES", "1");
        properties.put("DM_UDEV_RULES_VSN", "2");
        links.add("mapper/" + device.name());
        links.add("disk/by-id/dm-name-" + device.name());
        links.add("disk/by-id/dm-uuid-" + device.uuid());
        wwid(device).ifPresent(wwid -> multipath(device, wwid, properties, links));
        return new Findings(properties, links, MAP_PRIORITY);
    }

    private static Optional<String> wwid(DmDevice device) {
        return Optional.of(device)
                .filter(DmDevice::multipath)
                .map(map -> map.uuid().substring("mpath-".length()));
    }

    private static void multipath(
            DmDevice device, String wwid, Map<String, String> properties, Set<String> links) {
        properties.put("MPATH_DEVICE_READY", device.activePaths() > 0 ? "1" : "0");
        properties.put("MPATH_SBIN_PATH", "/sbin");
        properties.put("DM_TYPE", "scsi");
        properties.put("DM_WWN", "0x" + wwid.substring(1));
        properties.put("DM_SERIAL", wwid);
        links.add("disk/by-id/scsi-" + wwid);
        links.add("disk/by-id/wwn-0x" + wwid.substring(1));
    }

    private static String path(Disk disk) {
        return "ip-"
                + disk.session().terms().address()
                + "-iscsi-"
                + disk.session().terms().target()
                + "-lun-"
                + (disk.lun() < 256
                        ? Integer.toString(disk.lun())
                        : String.format("0x%04x%04x00000000", disk.lun(), 0));
    }
}
