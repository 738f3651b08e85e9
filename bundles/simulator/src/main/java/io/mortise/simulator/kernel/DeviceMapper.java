// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.machine.Timeline;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All device-mapper devices: what multipathd, dmsetup and others have the kernel do. */
public final class DeviceMapper {
    // in the lab 53 ms from the first notice of a removal to the last, ten times what multipathd
    // takes for a plain request
    private static final int OF_A_REQUEST = 10;

    private final Timeline timeline;
    private final Sysfs sysfs;
    private final Supplier<Latencies> latencies;
    private final Disks disks;
    private final DiskSequence sequence;
    private final Numbers minors = new Numbers();
    private final Map<Integer, DmDevice> devices = new TreeMap<>();
    private final Set<DmDevice> leaving = new LinkedHashSet<>();
    private ToIntFunction<String> users = kernelName -> 0;
    private Consumer<DmDevice> onEnd = device -> {};

    DeviceMapper(
            Timeline timeline,
            Sysfs sysfs,
            Supplier<Latencies> latencies,
            Disks disks,
            DiskSequence sequence) {
        this.timeline = timeline;
        this.sysfs = sysfs;
        this.latencies = latencies;
        this.disks = disks;
        this.sequence = sequence;
    }

    void users(ToIntFunction<String> counted) {
        users = counted;
    }

    void onEnd(Consumer<DmDevice> told) {
        onEnd = told;
    }

    /** All devices, by minor number. */
    public List<DmDevice> all() {
        return List.copyOf(devices.values());
    }

    /** The device of that name, kernel name or uuid without {@code mpath-}. */
    public Optional<DmDevice> find(String name) {
        return devices.values().stream()
                .filter(
                        device ->
                                device.name().equals(name)
                                        || device.kernelName().equals(name)
                                        || device.uuid().equals("mpath-" + name))
                .findFirst();
    }

    /** Makes a multipath map; it queues. */
    public DmDevice create(String name, String uuid, List<Disk> paths, long bytes) {
        DmDevice device = make(name, uuid, Optional.empty());
        device.load(paths, bytes);
        device.queueing(true);
        var files = new DmFiles(sysfs, device);
        files.add();
        paths.forEach(disk -> files.hold(disks.blockFolder(disk), disk.name()));
        return device;
    }

    /** Gives a map another table; one that is being removed, or has been, takes none. */
    public void reload(DmDevice device, List<Disk> paths, long bytes) {
        if (device.leaving()) {
            return;
        }
        var files = new DmFiles(sysfs, device);
        device.paths().stream()
                .filter(disk -> !paths.contains(disk))
                .forEach(disk -> files.release(disks.blockFolder(disk), disk.name()));
        device.load(paths, bytes);
        paths.forEach(disk -> files.hold(disks.blockFolder(disk), disk.name()));
        files.reloaded();
    }

    /** Makes a device on top of another. */
    public DmDevice stack(DmDevice below, String name, String uuid) {
        DmDevice device = make(name, uuid, Optional.of(below));
        device.load(List.of(), below.bytes());
        var files = new DmFiles(sysfs, device);
        files.add();
        files.hold(new DmFiles(sysfs, below).folder(), below.kernelName());
        return device;
    }

    /**
     * Removes a device: nobody finds it any more, and its attributes have no value; what is in
     * sysfs goes after a while.
     *
     * @return false if it is in use
     */
    public boolean remove(DmDevice device) {
        if (openCount(device) > 0) {
            return false;
        }
        device.leave();
        new DmFiles(sysfs, device).leave();
        devices.remove(device.minor());
        leaving.add(device);
        onEnd.accept(device);
        timeline.after(
                latencies.get().daemon().multipliedBy(OF_A_REQUEST),
                "removal of " + device.kernelName(),
                () -> vanish(device));
        return true;
    }

    private void vanish(DmDevice device) {
        var files = new DmFiles(sysfs, device);
        device.paths().forEach(disk -> files.release(disks.blockFolder(disk), disk.name()));
        device.below()
                .ifPresent(
                        below ->
                                files.release(
                                        new DmFiles(sysfs, below).folder(), below.kernelName()));
        files.remove();
        leaving.remove(device);
        minors.giveBack(device.minor());
    }

    /**
     * Removes a multipath map as multipath-tools do: before it the partitions that kpartx mapped on
     * it.
     *
     * @return false if it is in use, or a partition is; unused ones may be gone all the same
     */
    public boolean flush(DmDevice map) {
        return all().stream().filter(each -> partition(each, map)).allMatch(this::remove)
                && remove(map);
    }

    private static boolean partition(DmDevice device, DmDevice map) {
        return device.below().filter(map::equals).isPresent()
                && device.uuid().matches("part\\d+-" + Pattern.quote(map.uuid()));
    }

    /** Whether a table has a disk, also one of a device that is being removed. */
    boolean holds(Disk disk) {
        return Stream.concat(devices.values().stream(), leaving.stream())
                .anyMatch(device -> device.paths().contains(disk));
    }

    /** How often it is open: mounted, swapped to, opened, or under another device. */
    public int openCount(DmDevice device) {
        long above =
                devices.values().stream()
                        .filter(other -> other.below().filter(device::equals).isPresent())
                        .count();
        return (int) above + users.applyAsInt(device.kernelName());
    }

    /** Stops using a path. */
    public void fail(DmDevice device, Disk disk) {
        if (device.mark(disk, false)) {
            new DmFiles(sysfs, device).pathChanged(disk, "PATH_FAILED");
        }
    }

    /** Uses a path again. */
    public void reinstate(DmDevice device, Disk disk) {
        if (device.mark(disk, true)) {
            new DmFiles(sysfs, device).pathChanged(disk, "PATH_REINSTATED");
        }
    }

    /** Holds I/O back. */
    public void suspend(DmDevice device) {
        device.suspended(true);
    }

    /** Lets I/O go on. */
    public void resume(DmDevice device) {
        device.suspended(false);
        new DmFiles(sysfs, device).reloaded();
    }

    private DmDevice make(String name, String uuid, Optional<DmDevice> below) {
        if (devices.values().stream().anyMatch(device -> device.name().equals(name))) {
            throw new IllegalStateException("there is a device-mapper device named " + name);
        }
        var device = new DmDevice(minors.take(), name, uuid, sequence.next(), below);
        devices.put(device.minor(), device);
        return device;
    }
}
