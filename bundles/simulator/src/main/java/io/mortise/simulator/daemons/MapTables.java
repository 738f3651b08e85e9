// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.kernel.DmDevice;
import io.mortise.simulator.kernel.Kernel;
import io.mortise.simulator.machine.Tree;
import java.util.List;
import java.util.function.Supplier;

/** Which maps multipathd makes, how they are named, and how their tables are loaded. */
final class MapTables {
    private static final String WWIDS = "/etc/multipath/wwids";
    private static final String WWIDS_HEAD =
            """
            # Multipath wwids, Version : 1.0
            # NOTE: This file is automatically maintained by multipath and multipathd.
            # You should not need to edit this file in normal circumstances.
            #
            # Valid WWIDs:
            """;
    private static final String BINDINGS = "/etc/multipath/bindings";
    // fast_io_fail_tmo, which for iSCSI is the session's recovery time
    private static final int FAST_FAIL = 5;

    private final Kernel kernel;
    private final Udev udev;
    private final Supplier<MultipathSettings> settings;

    MapTables(Kernel kernel, Udev udev, Supplier<MultipathSettings> settings) {
        this.kernel = kernel;
        this.udev = udev;
        this.settings = settings;
    }

    /** Whether so many paths of a WWID make a map (find_multipaths). */
    boolean admits(String wwid, int paths) {
        return switch (settings.get().findMultipaths()) {
            case "no" -> true;
            case "strict" -> listed(wwid);
            default -> listed(wwid) || paths > 1;
        };
    }

    /** Whether the configuration will have none of a disk. */
    boolean excludes(Disk disk) {
        return settings.get().exclusions().disk(disk);
    }

    /** Whether the configuration will have no map of a WWID. */
    boolean excludes(String wwid) {
        return settings.get().exclusions().wwid(wwid);
    }

    boolean listed(String wwid) {
        return listed(tree(), wwid);
    }

    /** Whether a WWID is known to have been a multipath device. */
    static boolean listed(Tree tree, String wwid) {
        return tree.read(WWIDS).orElse("").lines().anyMatch(("/" + wwid + "/")::equals);
    }

    /** Puts a WWID on the list of those that were multipath devices. */
    void list(String wwid) {
        if (!tree().exists(WWIDS)) {
            tree().file(WWIDS, WWIDS_HEAD);
        }
        if (!listed(wwid)) {
            tree().append(WWIDS, "/" + wwid + "/\n");
        }
    }

    /** Takes a WWID off that list. */
    void unlist(String wwid) {
        String rest = tree().read(WWIDS).orElse("").replace("/" + wwid + "/\n", "");
        tree().file(WWIDS, rest);
    }

    /** Makes a map. */
    MapEntry create(String wwid, List<PathEntry> paths) {
        list(wwid);
        List<Disk> disks = paths.stream().map(PathEntry::disk).toList();
        DmDevice device =
                kernel.mapper().create(name(wwid), "mpath-" + wwid, disks, disks.get(0).bytes());
        MapEntry map = entry(device, wwid);
        map.waiting(true);
        map.paths().addAll(paths);
        adopt(map, paths);
        return map;
    }

    /** A map that is there, with no paths yet. */
    MapEntry entry(DmDevice device, String wwid) {
        return new MapEntry(device, wwid, settings.get().noPathRetry());
    }

    /** Lets paths join. */
    void join(MapEntry map, List<PathEntry> paths) {
        map.paths().addAll(paths);
        reload(map);
        adopt(map, paths);
    }

    /** Loads a map's table as its paths are now. */
    void reload(MapEntry map) {
        load(map, map.device().bytes());
    }

    /** Gives a map the size of its first path; false if another path is smaller than that. */
    boolean resize(MapEntry map) {
        List<Long> sizes = map.paths().stream().map(path -> path.disk().bytes()).toList();
        if (sizes.isEmpty() || sizes.get(0) == map.device().bytes()) {
            return true;
        }
        if (sizes.stream().anyMatch(size -> size < sizes.get(0))) {
            return false;
        }
        load(map, sizes.get(0));
        return true;
    }

    private void load(MapEntry map, long bytes) {
        List<Disk> disks =
                map.paths().stream()
                        .map(PathEntry::disk)
                        .filter(kernel.disks().all()::contains)
                        .toList();
        kernel.mapper().reload(map.device(), disks, bytes);
        map.loaded();
    }

    private void adopt(MapEntry map, List<PathEntry> paths) {
        for (PathEntry path : paths) {
            path.join(map, settings.get().interval());
            path.disk().session().recoverySeconds(FAST_FAIL);
            // udev's rules must look at the disk again, unless they saw that it is a path of a map
            if (!udev.member(path.disk())) {
                kernel.disks().trigger(path.disk());
            }
        }
    }

    private String name(String wwid) {
        return settings.get().exclusions().alias(wwid).orElseGet(() -> binding(wwid));
    }

    private String binding(String wwid) {
        if (!settings.get().friendlyNames()) {
            return wwid;
        }
        List<String> bindings = tree().read(BINDINGS).orElse("").lines().toList();
        return bindings.stream()
                .filter(line -> line.endsWith(" " + wwid))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseGet(
                        () -> {
                            String name = "mpath" + (char) ('a' + bindings.size());
                            tree().append(BINDINGS, name + " " + wwid + "\n");
                            return name;
                        });
    }

    private Tree tree() {
        return kernel.machine().tree();
    }
}
