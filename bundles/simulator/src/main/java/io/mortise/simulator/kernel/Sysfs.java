// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.host.Written;
import io.mortise.simulator.machine.Tree;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Puts devices into sysfs, with the links that lead to them, and tells of them. */
final class Sysfs {
    private final Tree tree;
    private final Notices notices;

    Sysfs(Tree tree, Notices notices) {
        this.tree = tree;
        this.notices = notices;
        for (String folder :
                new String[] {
                    "block",
                    "bus/scsi/devices",
                    "bus/scsi/drivers/sd",
                    "class/block",
                    "class/iscsi_connection",
                    "class/iscsi_host",
                    "class/iscsi_session",
                    "class/scsi_device",
                    "class/scsi_disk",
                    "class/scsi_host",
                    "dev/block"
                }) {
            tree.directory("/sys/" + folder);
        }
    }

    Tree tree() {
        return tree;
    }

    Notices notices() {
        return notices;
    }

    /** Adds a device that sits on the SCSI bus. */
    void addToBus(KernelDevice device) {
        place(device, "/sys/bus/scsi", "/sys/bus/scsi/devices/" + device.name());
    }

    /** Adds a device of a class, with a link to what it is a face of. */
    void addToClass(KernelDevice device) {
        String room = "/sys/class/" + device.subsystem();
        place(device, room, room + "/" + device.name());
        if (!device.subsystem().equals("block") && !device.subsystem().equals("bdi")) {
            tree.link(device.folder() + "/device", "../../../" + grandparent(device));
        }
    }

    /** Adds a block device: its class, its number, its node in /dev. */
    void addBlock(KernelDevice device) {
        addToClass(device);
        tree.link("/sys/block/" + device.name(), relative("/sys/block", device.folder()));
        tree.link(number(device), relative("/sys/dev/block", device.folder()));
        tree.file("/dev/" + device.name(), "");
    }

    /** Takes a device and everything below it out of sysfs, and tells of it. */
    void remove(KernelDevice device) {
        take(device);
        notices.tell("remove", device);
    }

    /** Takes a device out of sysfs without a word. */
    void take(KernelDevice device) {
        tree.remove(device.folder());
        tree.remove("/sys/class/" + device.subsystem() + "/" + device.name());
        tree.remove("/sys/bus/scsi/devices/" + device.name());
        if (device.subsystem().equals("block")) {
            tree.remove("/sys/block/" + device.name());
            tree.remove(number(device));
            tree.remove("/dev/" + device.name());
        }
    }

    /**
     * Makes attributes that never change, given as lines {@code NAME=VALUE}, or {@code NAME} if
     * empty.
     */
    void constants(String folder, String lines) {
        lines.lines()
                .forEach(
                        line -> {
                            int equals = line.indexOf('=');
                            String name = equals < 0 ? line : line.substring(0, equals);
                            String text = equals < 0 ? "" : line.substring(equals + 1) + "\n";
                            tree.attribute(folder + "/" + name, () -> text);
                        });
    }

    private void place(KernelDevice device, String room, String entry) {
        String folder = device.folder();
        tree.directory(folder);
        tree.link(folder + "/subsystem", relative(folder, room));
        tree.link(entry, relative(entry.substring(0, entry.lastIndexOf('/')), folder));
        tree.attribute(
                folder + "/uevent",
                () -> text(device.properties()),
                (text, answer) -> synthetic(device, text, answer));
    }

    // kernel: Documentation/ABI/testing/sysfs-uevent; without a UUID of the writer's the kernel
    // says 0
    private void synthetic(KernelDevice device, String text, Consumer<Written> answer) {
        String action = text.strip();
        if (!action.matches("add|remove|change|move|online|offline|bind|unbind")) {
            answer.accept(Written.REFUSED);
            return;
        }
        notices.tell(action, device, Map.of("SYNTH_UUID", "0"));
        answer.accept(Written.DONE);
    }

    private static String number(KernelDevice device) {
        Map<String, String> properties = device.properties();
        return "/sys/dev/block/" + properties.get("MAJOR") + ":" + properties.get("MINOR");
    }

    private static String grandparent(KernelDevice device) {
        String[] parts = device.devpath().split("/");
        return parts[parts.length - 3];
    }

    private static String text(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** The way from one folder to another, as sysfs writes its links. */
    static String relative(String from, String to) {
        String[] here = from.substring(1).split("/");
        String[] there = to.substring(1).split("/");
        int common = 0;
        while (common < here.length
                && common < there.length
                && here[common].equals(there[common])) {
            common++;
        }
        var path = new StringBuilder("../".repeat(here.length - common));
        for (int k = common; k < there.length; k++) {
            path.append(there[k]).append(k + 1 < there.length ? "/" : "");
        }
        return path.toString();
    }
}
