// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.BlockDevices;
import io.mortise.simulator.machine.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The symbolic links below /dev that udev keeps. Several devices may claim one; the highest
 * priority has it, and among equals the one whose event was worked on last. One that is gone
 * already has none, though udev has yet to hear of that (src/udev/udev-node.c,
 * stack_directory_read_one).
 */
final class DeviceLinks {
    private record Claim(String device, int priority) {}

    private final Tree tree;
    private final BlockDevices devices;
    private final Map<String, List<Claim>> claims = new TreeMap<>();

    DeviceLinks(Tree tree, BlockDevices devices) {
        this.tree = tree;
        this.devices = devices;
    }

    /** A device claims these links, by path below {@code /dev}, and no others. */
    void claim(String device, Set<String> links, int priority) {
        for (String link : List.copyOf(claims.keySet())) {
            if (!links.contains(link)) {
                drop(link, device);
            }
        }
        for (String link : links) {
            List<Claim> all = claims.computeIfAbsent(link, l -> new ArrayList<>());
            all.removeIf(claim -> claim.device().equals(device));
            all.add(0, new Claim(device, priority));
            settle(link);
        }
    }

    private void drop(String link, String device) {
        List<Claim> all = claims.get(link);
        if (all.removeIf(claim -> claim.device().equals(device))) {
            settle(link);
        }
    }

    private void settle(String link) {
        String path = "/dev/" + link;
        List<Claim> all = claims.get(link);
        if (all.isEmpty()) {
            claims.remove(link);
        }
        Optional<Claim> best =
                all.stream()
                        .filter(claim -> devices.kernelName(claim.device()).isPresent())
                        .reduce((a, b) -> b.priority() > a.priority() ? b : a);
        if (best.isEmpty()) {
            tree.remove(path);
            removeIfEmpty(path.substring(0, path.lastIndexOf('/')));
            return;
        }
        String up = "../".repeat((int) link.chars().filter(c -> c == '/').count());
        String target = up + best.get().device();
        if (!tree.readLink(path).equals(Optional.of(target))) {
            tree.link(path, target);
        }
    }

    private void removeIfEmpty(String folder) {
        if (folder.startsWith("/dev/disk/") && tree.list(folder).isEmpty()) {
            tree.remove(folder);
        }
    }
}
