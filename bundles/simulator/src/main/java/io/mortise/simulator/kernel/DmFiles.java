// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.machine.NoValue;
import io.mortise.simulator.machine.Tree;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How a device-mapper device looks in sysfs, and what the kernel says of it; as on kernel 6.1. */
final class DmFiles {
    private static final Map<String, String> MADE = Map.of("DM_COOKIE", "6291456");
    private static final Map<String, String> RELOADED = Map.of("DM_COOKIE", "23068672");

    private final Sysfs sysfs;
    private final DmDevice device;
    private final KernelDevice block;
    private final KernelDevice backing;

    DmFiles(Sysfs sysfs, DmDevice device) {
        this.sysfs = sysfs;
        this.device = device;
        this.backing = KernelDevice.plain("/devices/virtual/bdi/" + device.number(), "bdi");
        this.block =
                KernelDevice.with(
                        "/devices/virtual/block/" + device.kernelName(),
                        "block",
                        "MAJOR=253",
                        "MINOR=" + device.minor(),
                        "DEVNAME=" + device.kernelName(),
                        "DEVTYPE=disk",
                        "DISKSEQ=" + device.sequence());
    }

    String folder() {
        return block.folder();
    }

    void add() {
        sysfs.addToClass(backing);
        sysfs.notices().tell("add", backing);
        sysfs.addBlock(block);
        addAttributes();
        sysfs.notices().tell("add", block);
        sysfs.notices().tell("change", block, MADE);
    }

    void reloaded() {
        sysfs.notices().tell("change", block, RELOADED);
    }

    void pathChanged(Disk disk, String action) {
        Map<String, String> more = new HashMap<>();
        more.put("DM_TARGET", "multipath");
        more.put("DM_ACTION", action);
        more.put("DM_SEQNUM", Long.toString(device.events()));
        more.put("DM_PATH", disk.number());
        more.put("DM_NR_VALID_PATHS", Integer.toString(device.activePaths()));
        more.put("DM_NAME", device.name());
        more.put("DM_UUID", device.uuid());
        sysfs.notices().tell("change", block, more);
    }

    void leave() {
        sysfs.notices().tell("remove", block, MADE);
    }

    void remove() {
        sysfs.remove(backing);
        sysfs.remove(block);
    }

    /** Shows that the device sits on another one, which stands in that folder. */
    void hold(String lower, String lowerName) {
        sysfs.tree()
                .link(
                        folder() + "/slaves/" + lowerName,
                        Sysfs.relative(folder() + "/slaves", lower));
        sysfs.tree()
                .link(
                        lower + "/holders/" + device.kernelName(),
                        Sysfs.relative(lower + "/holders", folder()));
    }

    void release(String lower, String lowerName) {
        sysfs.tree().remove(folder() + "/slaves/" + lowerName);
        sysfs.tree().remove(lower + "/holders/" + device.kernelName());
    }

    private void addAttributes() {
        Tree tree = sysfs.tree();
        String folder = folder();
        tree.directory(folder + "/holders");
        tree.directory(folder + "/slaves");
        tree.link(folder + "/bdi", Sysfs.relative(folder, backing.folder()));
        sysfs.constants(
                folder,
                """
                alignment_offset=0
                capability=4
                discard_alignment=0
                events
                events_async
                events_poll_msecs=-1
                ext_range=1
                hidden=0
                inflight=       0        0
                range=1
                removable=0""");
        sysfs.constants(folder, "dev=" + device.number() + "\ndiskseq=" + device.sequence());
        tree.attribute(folder + "/size", () -> device.bytes() / 512 + "\n");
        tree.attribute(folder + "/ro", () -> device.readOnly() ? "1\n" : "0\n");
        attribute("rq_based_seq_io_merge_deadline", () -> "0");
        attribute("use_blk_mq", () -> device.multipath() ? "1" : "0");
        attribute("name", device::name);
        attribute("uuid", device::uuid);
        attribute("suspended", () -> device.suspended() ? "1" : "0");
    }

    // drivers/md/dm-sysfs.c, dm_attr_show: EINVAL from the moment that the removal marks the
    // device
    private void attribute(String name, Supplier<String> text) {
        sysfs.tree()
                .attribute(
                        folder() + "/dm/" + name,
                        () -> {
                            if (device.leaving()) {
                                throw new NoValue();
                            }
                            return text.get() + "\n";
                        });
    }
}
