// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the kernel does with block devices because somebody told it to, with no program that has
 * them open, and without being their holder: loop devices, and what it offers to other hosts. Used
 * by one thread.
 */
final class KernelUses {
    private static final String BLOCK = "/sys/class/block";
    private static final String NVMET = "/sys/kernel/config/nvmet/subsystems";
    private static final String TARGET = "/sys/kernel/config/target/core";

    private final HostFiles files;
    private final List<Entry> entries = new ArrayList<>();

    /** A path that the kernel was given, and what for. */
    private record Entry(Use.Kind kind, String path, String detail) {}

    KernelUses(HostFiles files) {
        this.files = files;
        loops();
        namespaces();
        backstores();
    }

    /**
     * Those of a device.
     *
     * @param leads whether a path leads to it
     */
    List<Use> of(String name, Predicate<String> leads) {
        return entries.stream()
                .filter(entry -> leads.test(entry.path))
                .map(entry -> new Use(entry.kind, name, entry.detail))
                .toList();
    }

    private void loops() {
        for (String name : files.list(BLOCK)) {
            if (name.matches("loop\\d+")) {
                add(Use.Kind.LOOP, BLOCK + "/" + name + "/loop/backing_file", name);
            }
        }
    }

    private void namespaces() {
        for (String subsystem : files.list(NVMET)) {
            String folder = NVMET + "/" + subsystem + "/namespaces";
            for (String namespace : files.list(folder)) {
                String what = "namespace " + namespace + " of " + subsystem;
                enabled(folder + "/" + namespace, "device_path", what);
            }
        }
    }

    private void backstores() {
        for (String adapter : files.list(TARGET)) {
            if (adapter.matches("(iblock|fileio|pscsi)_\\d+")) {
                for (String store : files.list(TARGET + "/" + adapter)) {
                    enabled(
                            TARGET + "/" + adapter + "/" + store,
                            "udev_path",
                            "the backstore " + adapter + "/" + store);
                }
            }
        }
    }

    // what is set up and not switched on has nothing open
    private void enabled(String folder, String path, String what) {
        if (text(folder + "/enable").equals("1")) {
            add(Use.Kind.EXPORT, folder + "/" + path, what);
        }
    }

    // any other path is of a file, and looking where it leads might block
    private void add(Use.Kind kind, String file, String detail) {
        String path = text(file);
        if (path.startsWith("/dev/")) {
            entries.add(new Entry(kind, path, detail));
        }
    }

    private String text(String path) {
        return files.read(path).map(String::strip).orElse("");
    }
}
