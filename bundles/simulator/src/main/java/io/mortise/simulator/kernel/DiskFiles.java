// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.array.ArrayVolume;
import io.mortise.simulator.machine.AttributeWriter;
import io.mortise.simulator.machine.NoValue;
import io.mortise.simulator.machine.Tree;

/** How a disk looks in sysfs: names, content and order as seen on kernel 6.1 with LIO. */
final class DiskFiles {
    private final Sysfs sysfs;
    private final Disk disk;
    private final KernelDevice target;
    private final KernelDevice device;
    private final KernelDevice bound;
    private final KernelDevice scsiDevice;
    private final KernelDevice scsiDisk;
    private final KernelDevice generic;
    private final KernelDevice passThrough;
    private final KernelDevice backing;
    private final KernelDevice block;

    DiskFiles(Sysfs sysfs, Disk disk) {
        this.sysfs = sysfs;
        this.disk = disk;
        String top = disk.devpath();
        String address = disk.address();
        target = KernelDevice.with(disk.targetPath(), "scsi", "DEVTYPE=scsi_target");
        device = KernelDevice.with(top, "scsi", "DEVTYPE=scsi_device", "MODALIAS=scsi:t-0x00");
        bound =
                KernelDevice.with(
                        top, "scsi", "DEVTYPE=scsi_device", "DRIVER=sd", "MODALIAS=scsi:t-0x00");
        scsiDevice = KernelDevice.plain(top + "/scsi_device/" + address, "scsi_device");
        scsiDisk = KernelDevice.plain(top + "/scsi_disk/" + address, "scsi_disk");
        String sg = "sg" + disk.generic();
        generic =
                KernelDevice.with(
                        top + "/scsi_generic/" + sg,
                        "scsi_generic",
                        "MAJOR=21",
                        "MINOR=" + disk.generic(),
                        "DEVNAME=" + sg);
        passThrough =
                KernelDevice.with(
                        top + "/bsg/" + address,
                        "bsg",
                        "MAJOR=248",
                        "MINOR=" + disk.generic(),
                        "DEVNAME=bsg/" + address);
        backing = KernelDevice.plain("/devices/virtual/bdi/" + disk.number(), "bdi");
        block =
                KernelDevice.with(
                        top + "/block/" + disk.name(),
                        "block",
                        "MAJOR=" + disk.major(),
                        "MINOR=" + disk.minor(),
                        "DEVNAME=" + disk.name(),
                        "DEVTYPE=disk",
                        "DISKSEQ=" + disk.sequence());
    }

    KernelDevice block() {
        return block;
    }

    /** The SCSI device, as a scan leaves it: what drives it as a disk has only begun. */
    void addDevice(boolean firstOfTarget, AttributeWriter delete, AttributeWriter rescan) {
        if (firstOfTarget) {
            sysfs.addToBus(target);
            tell("add", target);
        }
        sysfs.addToBus(bound);
        describe(delete, rescan);
        tell("add", device);
        sysfs.addToClass(scsiDevice);
        tell("add", scsiDevice);
        sysfs.addToClass(generic);
        tell("add", generic);
        sysfs.addToClass(passThrough);
        tell("add", passThrough);
        sysfs.addToClass(scsiDisk);
        sysfs.constants(
                scsiDisk.folder(),
                """
                FUA=1
                allow_restart=0
                app_tag_own=0
                cache_type=write back
                manage_runtime_start_stop=0
                manage_shutdown=0
                manage_start_stop=0
                manage_system_start_stop=0
                max_medium_access_timeouts=2
                max_retries=5
                max_write_same_blocks=65535
                protection_mode=none
                protection_type=0
                provisioning_mode=full
                thin_provisioning=0
                zeroing_mode=writesame
                zoned_cap=none""");
        tell("add", scsiDisk);
    }

    /** The block device, once the disk was asked what it is. */
    void addBlock() {
        sysfs.addToClass(backing);
        tell("add", backing);
        describeBlock();
        tell("add", block);
        tell("bind", bound);
    }

    /** What goes first: nobody finds the disk by its address from then on. */
    void removeFaces() {
        sysfs.remove(passThrough);
        sysfs.remove(generic);
        sysfs.remove(scsiDevice);
        sysfs.remove(scsiDisk);
    }

    /** What goes next: the name below /dev. */
    void removeBlock() {
        sysfs.remove(backing);
        sysfs.remove(block);
    }

    /** What goes last, once the kernel has nothing to do with the disk any more. */
    void removeDevice(boolean lastOfTarget) {
        if (disk.stage() != Disk.Stage.PROBED) {
            tell("unbind", device);
        }
        sysfs.remove(device);
        if (lastOfTarget) {
            sysfs.remove(target);
        }
    }

    private void tell(String action, KernelDevice what) {
        sysfs.notices().tell(action, what);
    }

    private void describe(AttributeWriter delete, AttributeWriter rescan) {
        String folder = device.folder();
        Tree tree = sysfs.tree();
        tree.link(folder + "/driver", "../../../../../../bus/scsi/drivers/sd");
        tree.link(folder + "/generic", "scsi_generic/" + generic.name());
        sysfs.constants(
                folder,
                """
                access_state=active/optimized
                blacklist
                device_blocked=0
                device_busy=0
                dh_state=alua
                eh_timeout=10
                evt_capacity_change_reported=0
                evt_inquiry_change_reported=0
                evt_lun_change_reported=0
                evt_media_change=0
                evt_mode_parameter_change_reported=0
                evt_soft_threshold_reached=0
                iocounterbits=32
                modalias=scsi:t-0x00
                model=IBLOCK         \s
                preferred_path=0
                queue_depth=32
                queue_ramp_up_period=120000
                queue_type=simple
                rev=4.0\s
                scsi_level=7
                timeout=30
                type=0
                vendor=LIO-ORG\s""");
        tree.attribute(folder + "/state", () -> disk.state() + "\n");
        tree.attribute(folder + "/wwid", () -> wwid(disk.remembered()));
        tree.writeOnly(folder + "/delete", delete);
        tree.writeOnly(folder + "/rescan", rescan);
        tree.binary(folder + "/inquiry", () -> disk.pages().standard());
        for (String page : new String[] {"0", "80", "83", "b0", "b1", "b2"}) {
            int code = Integer.parseInt(page, 16);
            tree.binary(folder + "/vpd_pg" + page, () -> disk.pages().page(code).orElseThrow());
        }
    }

    // drivers/scsi/scsi_sysfs.c, sdev_show_wwid: scsi_vpd_lun_id finds no designator of the unit
    private static String wwid(ArrayVolume volume) {
        if (volume.anonymous()) {
            throw new NoValue();
        }
        return "naa." + volume.naa() + "\n";
    }

    private void describeBlock() {
        sysfs.addBlock(block);
        String folder = block.folder();
        Tree tree = sysfs.tree();
        tree.link(folder + "/device", "../../../" + disk.address());
        tree.link(folder + "/bdi", Sysfs.relative(folder, backing.folder()));
        tree.directory(folder + "/holders");
        tree.directory(folder + "/slaves");
        sysfs.constants(
                folder,
                """
                alignment_offset=0
                capability=0
                discard_alignment=0
                events
                events_async
                events_poll_msecs=-1
                ext_range=256
                hidden=0
                inflight=       0        0
                range=16
                removable=0""");
        sysfs.constants(folder, "dev=" + disk.number() + "\ndiskseq=" + disk.sequence());
        tree.attribute(folder + "/size", () -> disk.bytes() / 512 + "\n");
        tree.attribute(folder + "/ro", () -> disk.readOnly() ? "1\n" : "0\n");
    }
}
