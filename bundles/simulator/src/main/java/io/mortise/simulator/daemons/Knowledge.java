// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.kernel.DmDevice;
import io.mortise.simulator.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What multipathd knows: paths and maps, and which path belongs where. */
final class Knowledge {
    private final Kernel kernel;
    private final Udev udev;
    private final MapTables tables;
    private final List<PathEntry> paths = new ArrayList<>();
    private final List<MapEntry> maps = new ArrayList<>();

    Knowledge(Kernel kernel, Udev udev, MapTables tables) {
        this.kernel = kernel;
        this.udev = udev;
        this.tables = tables;
    }

    MapTables tables() {
        return tables;
    }

    List<PathEntry> paths() {
        return paths;
    }

    List<MapEntry> maps() {
        return maps;
    }

    void clear() {
        paths.clear();
        maps.clear();
    }

    /** Takes in the maps and paths that are there, and makes the maps that are missing. */
    void takeOver(int interval) {
        kernel.mapper().all().stream()
                .filter(DmDevice::multipath)
                .forEach(device -> takeOver(device, interval));
        kernel.disks().all().stream().filter(udev::knows).forEach(this::add);
    }

    Optional<PathEntry> path(String disk) {
        String name = disk.replaceFirst("^/dev/", "");
        return paths.stream().filter(path -> path.disk().name().equals(name)).findFirst();
    }

    /** A map by name, WWID, kernel name or device file. */
    Optional<MapEntry> map(String name) {
        String plain = name.replaceFirst("^/dev/(mapper/)?", "");
        return maps.stream()
                .filter(
                        map ->
                                map.device().name().equals(plain)
                                        || map.wwid().equals(plain)
                                        || map.device().kernelName().equals(plain))
                .findFirst();
    }

    /** Takes a disk in, if udev has worked through its "add"; whether it is known then. */
    boolean add(Disk disk) {
        Optional<PathEntry> known = path(disk.name()).filter(path -> path.disk() == disk);
        if (known.isPresent() || !udev.knows(disk) || tables.excludes(disk)) {
            return known.isPresent();
        }
        var path = new PathEntry(disk, udev.identity(disk));
        paths.add(path);
        place(path);
        return true;
    }

    /** Makes the map of a WWID from all paths that are known; false if there is none. */
    boolean addMap(String wwid) {
        kernel.disks().all().stream()
                .filter(udev::knows)
                .filter(disk -> udev.identity(disk).equals(wwid) && !tables.excludes(disk))
                .filter(disk -> path(disk.name()).isEmpty())
                .forEach(disk -> paths.add(new PathEntry(disk, wwid)));
        Optional<MapEntry> map = map(wwid);
        List<PathEntry> rest = orphans(wwid);
        if (map.isPresent()) {
            if (!rest.isEmpty()) {
                map.get().waiting(false);
                tables.join(map.get(), rest);
            }
            return true;
        }
        if (rest.isEmpty()) {
            return false;
        }
        maps.add(tables.create(wwid, rest));
        return true;
    }

    /** Removes a map; false if it is in use. */
    boolean remove(MapEntry map) {
        boolean removed = kernel.mapper().flush(map.device());
        if (removed) {
            forget(map);
        }
        return removed;
    }

    /** Takes a path out of its map and of all knowledge. */
    void drop(PathEntry path) {
        paths.remove(path);
        path.map().ifPresent(map -> without(map, path));
        path.leave();
    }

    void place(PathEntry path) {
        if (path.wwid().isEmpty()) {
            return; // multipathd puts no path in a map that udev found no identity of
        }
        Optional<MapEntry> map = map(path.wwid());
        if (map.isPresent()) {
            if (!map.get().waiting()) {
                tables.join(map.get(), List.of(path));
            }
            return;
        }
        List<PathEntry> all = orphans(path.wwid());
        if (tables.admits(path.wwid(), all.size())) {
            maps.add(tables.create(path.wwid(), all));
        }
    }

    void without(MapEntry map, PathEntry path) {
        map.paths().remove(path);
        if (map.paths().isEmpty() && remove(map)) {
            return;
        }
        tables.reload(map);
    }

    private void takeOver(DmDevice device, int interval) {
        String wwid = device.uuid().substring("mpath-".length());
        var map = tables.entry(device, wwid);
        maps.add(map);
        for (Disk disk : device.paths()) {
            var path = new PathEntry(disk, wwid);
            paths.add(path);
            map.paths().add(path);
            path.join(map, interval);
        }
    }

    void forget(MapEntry map) {
        maps.remove(map);
        map.paths().forEach(PathEntry::leave);
    }

    List<PathEntry> orphans(String wwid) {
        return paths.stream()
                .filter(path -> path.map().isEmpty() && path.wwid().equals(wwid))
                .toList();
    }
}
