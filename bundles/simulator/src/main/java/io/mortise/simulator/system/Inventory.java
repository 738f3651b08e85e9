// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.system;

import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.machine.Tree;
import java.util.ArrayList;
import java.util.List;

/** Counts what stands on the host because of volumes. */
final class Inventory {
    private final Kernel kernel;
    private final Tree tree;

    Inventory(Kernel kernel) {
        this.kernel = kernel;
        this.tree = kernel.machine().tree();
    }

    Leftovers take() {
        List<String> sessions =
                kernel.sessions().all().stream()
                        .map(s -> s.id() + " " + s.terms().address() + " " + s.terms().target())
                        .toList();
        List<String> disks =
                kernel.disks().devices().stream()
                        .map(d -> d.name() + " " + d.address() + " " + d.remembered().wwid())
                        .toList();
        List<String> maps =
                kernel.mapper().all().stream()
                        .map(device -> device.kernelName() + " " + device.name())
                        .toList();
        List<String> links = new ArrayList<>(files("/dev/disk"));
        links.addAll(files("/dev/mapper"));
        links.remove("/dev/mapper/control");
        return new Leftovers(sessions, files("/etc/iscsi/nodes"), disks, maps, links);
    }

    private List<String> files(String folder) {
        List<String> found = new ArrayList<>();
        for (String name : tree.list(folder)) {
            String path = folder + "/" + name;
            boolean link = tree.readLink(path).isPresent();
            if (!link && tree.isDirectory(path)) {
                found.addAll(files(path));
            } else {
                found.add(path);
            }
        }
        return found;
    }
}
