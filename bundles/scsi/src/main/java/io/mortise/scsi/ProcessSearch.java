// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One search through the processes of {@code /proc} for those that have a device open, or have it
 * mounted where only their mount namespace shows it. Processes come and go meanwhile; what can't be
 * read of one that is there still is passed over, and then not all was looked at. Used once, by one
 * thread.
 */
final class ProcessSearch {
    private static final String PROC = "/proc/";
    // a device node anywhere, as containers have them; asking any file for its number might block
    private static final String NODE = "/dev/";
    // they look at every device, and let go by themselves
    private static final Set<String> WATCHERS =
            Set.of("multipathd", "systemd-udevd", "(udev-worker)", "udevd");

    private static final Set<String> ENDED = Set.of("Z", "X");
    // the flags' place behind the name, and PF_KTHREAD of include/linux/sched.h
    private static final int FLAGS = 6;
    private static final long KERNEL_THREAD = 0x200000;

    private final HostFiles files;
    private final Map<String, String> devices;
    private final Set<String> namespaces = new HashSet<>();
    private final Set<Use> found = new LinkedHashSet<>();

    /**
     * @param devices the devices looked for, by number
     */
    ProcessSearch(HostFiles files, Map<String, String> devices) {
        this.files = files;
        this.devices = Map.copyOf(devices);
    }

    /**
     * @return false if the deadline passed before all were looked at, or something of one can't be
     *     looked at
     */
    boolean search(Deadline deadline) {
        boolean whole = true;
        namespaces.add(files.readLink(PROC + "self/ns/mnt").orElse(""));
        for (String name : files.list(PROC)) {
            if (name.matches("\\d+")) {
                if (deadline.passed()) {
                    return false;
                }
                whole &= process(PROC + name, deadline);
            }
        }
        return whole && !deadline.passed();
    }

    List<Use> found() {
        return new ArrayList<>(found);
    }

    private boolean process(String folder, Deadline deadline) {
        boolean files = looked(folder, () -> descriptors(folder, deadline));
        return looked(folder, () -> namespace(folder)) && files;
    }

    /**
     * @param look whether all that there was to look at was looked at
     */
    private boolean looked(String folder, BooleanSupplier look) {
        try {
            return look.getAsBoolean();
        } catch (HostFailure unseen) {
            return !mayHaveFiles(folder);
        }
    }

    private boolean descriptors(String folder, Deadline deadline) {
        boolean whole = true;
        for (String number : files.list(folder + "/fd")) {
            if (deadline.passed()) {
                return false;
            }
            whole &= looked(folder, () -> file(folder, folder + "/fd/" + number));
        }
        return whole;
    }

    private boolean mayHaveFiles(String folder) {
        try {
            Optional<String> status = files.read(folder + "/stat");
            return status.map(ProcessSearch::alive).orElseGet(() -> files.exists(folder));
        } catch (HostFailure unseen) {
            return true;
        }
    }

    // proc(5): pid, name in brackets, state, five numbers, flags; a thread of the kernel and what
    // has ended have no files, though only root is let look at that they have none
    private static boolean alive(String status) {
        String[] fields = status.substring(status.lastIndexOf(')') + 1).strip().split(" ");
        try {
            return fields.length <= FLAGS
                    || !ENDED.contains(fields[0])
                            && (Long.parseLong(fields[FLAGS]) & KERNEL_THREAD) == 0;
        } catch (NumberFormatException other) {
            return true;
        }
    }

    private boolean namespace(String folder) {
        String namespace = files.readLink(folder + "/ns/mnt").orElse("");
        if (!namespace.isEmpty() && !namespaces.contains(namespace)) {
            mounts(folder);
            namespaces.add(namespace);
        }
        return true;
    }

    private boolean file(String folder, String descriptor) {
        boolean node = files.readLink(descriptor).filter(to -> to.contains(NODE)).isPresent();
        if (node) {
            files.blockNumber(descriptor)
                    .filter(devices::containsKey)
                    .filter(number -> !WATCHERS.contains(command(folder)))
                    .ifPresent(
                            number ->
                                    found.add(
                                            new Use(
                                                    Use.Kind.PROGRAM,
                                                    devices.get(number),
                                                    who(folder))));
        }
        return true;
    }

    private void mounts(String folder) {
        MountInfo.of(files, folder).stream()
                .filter(mount -> devices.containsKey(mount.number()))
                .forEach(
                        mount ->
                                found.add(
                                        new Use(
                                                Use.Kind.MOUNT,
                                                devices.get(mount.number()),
                                                mount.point()
                                                        + " in the mount namespace of "
                                                        + who(folder))));
    }

    private String who(String folder) {
        return "%s (pid %s)".formatted(command(folder), folder.substring(PROC.length()));
    }

    private String command(String folder) {
        return files.read(folder + "/comm").map(String::strip).orElse("a program");
    }
}
