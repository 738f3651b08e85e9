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
import java.util.Set;

/**
 * One search through the processes of {@code /proc} for those that have a device open, or have it
 * mounted where only their mount namespace shows it. Processes come and go meanwhile: what can't be
 * read of one of them is passed over. Used once, by one thread.
 */
final class ProcessSearch {
    private static final String PROC = "/proc/";
    // a device node anywhere, as containers have them; asking any file for its number might block
    private static final String NODE = "/dev/";
    // they look at every device, and let go by themselves
    private static final Set<String> WATCHERS =
            Set.of("multipathd", "systemd-udevd", "(udev-worker)", "udevd");

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
     * @return false if the deadline passed before all were looked at
     */
    boolean search(Deadline deadline) {
        namespaces.add(files.readLink(PROC + "self/ns/mnt").orElse(""));
        for (String name : files.list(PROC)) {
            if (name.matches("\\d+")) {
                if (deadline.passed()) {
                    return false;
                }
                process(PROC + name, deadline);
            }
        }
        return !deadline.passed();
    }

    List<Use> found() {
        return new ArrayList<>(found);
    }

    private void process(String folder, Deadline deadline) {
        try {
            for (String number : files.list(folder + "/fd")) {
                if (deadline.passed()) {
                    return;
                }
                file(folder, folder + "/fd/" + number);
            }
            String namespace = files.readLink(folder + "/ns/mnt").orElse("");
            if (!namespace.isEmpty() && namespaces.add(namespace)) {
                mounts(folder);
            }
        } catch (HostFailure ending) {
            // it is ending, or none of ours to look at
            return;
        }
    }

    private void file(String folder, String descriptor) {
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
