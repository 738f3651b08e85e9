// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.SerialNumber;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import java.util.Optional;

/**
 * What a disk says it is, in the form of udev and multipath, so that it equals the uuid of the map
 * above it. Thread-safe.
 */
public final class Identity {
    private static final String DEVICES = "/sys/class/scsi_device/";
    private static final int IDENTIFICATION = 0x83;
    private static final int SERIAL = 0x80;

    private final Host host;
    private final Disks disks;

    public Identity(Host host) {
        this.host = host;
        this.disks = new Disks(host);
    }

    /**
     * What the kernel read when it found the disk, or last rescanned it: out of date when the
     * target has put another volume behind the LUN since.
     */
    public Optional<Wwid> remembered(Disk disk) {
        String device = DEVICES + disk.address() + "/device/";
        Optional<byte[]> page = host.files().readBytes(device + "vpd_pg83");
        // drivers/scsi/scsi_sysfs.c, sdev_show_wwid: the kernel makes wwid of that same page, and
        // calls it EINVAL where the page says nothing of the unit, as of a virtual machine's disk
        return page.isPresent()
                ? page.flatMap(DeviceIdentification::wwid)
                : host.files().read(device + "wwid").flatMap(SysfsWwid::wwid);
    }

    /**
     * What the disk itself answers now.
     *
     * @return empty if it did not answer, is gone, or states no identity: unknown, equal to nothing
     */
    public Optional<Wwid> live(Disk disk, Deadline deadline) {
        return page(disk, IDENTIFICATION, deadline).flatMap(DeviceIdentification::wwid);
    }

    /**
     * The serial number that the disk itself answers now.
     *
     * @return empty if it did not answer, is gone, or states none: unknown, equal to nothing
     */
    public Optional<SerialNumber> serial(Disk disk, Deadline deadline) {
        return page(disk, SERIAL, deadline).flatMap(UnitSerial::of);
    }

    // the name may be another disk's by the time of the answer
    private Optional<byte[]> page(Disk disk, int page, Deadline deadline) {
        return host.inquiries()
                .vitalProductData(disk.name(), page, deadline)
                .filter(answer -> disks.present(disk));
    }
}
