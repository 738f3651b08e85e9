// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.array.ArrayVolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A device-mapper device: a multipath map over disks, or something stacked on another device. */
public final class DmDevice {
    private static final List<Disk.Answer> RANK =
            List.of(Disk.Answer.GOOD, Disk.Answer.NONE, Disk.Answer.ERROR);

    private final int minor;
    private final String name;
    private final String uuid;
    private final long sequence;
    private final Optional<DmDevice> below;
    // a path and whether it is active, in the order of the table
    private final Map<Disk, Boolean> paths = new LinkedHashMap<>();
    private long bytes;
    private boolean suspended;
    private boolean leaving;
    private boolean readOnly;
    private boolean queueing;
    private long events;

    DmDevice(int minor, String name, String uuid, long sequence, Optional<DmDevice> below) {
        this.minor = minor;
        this.name = name;
        this.uuid = uuid;
        this.sequence = sequence;
        this.below = below;
    }

    /** Its name below {@code /dev/mapper}. */
    public String name() {
        return name;
    }

    /** Its uuid: {@code mpath-WWID} for a multipath map. */
    public String uuid() {
        return uuid;
    }

    /** {@code dm-N}. */
    public String kernelName() {
        return "dm-" + minor;
    }

    /** {@code MAJOR:MINOR}. */
    public String number() {
        return "253:" + minor;
    }

    /** Whether it is a multipath map. */
    public boolean multipath() {
        return uuid.startsWith("mpath-");
    }

    /** The size in bytes of its table. */
    public long bytes() {
        return bytes;
    }

    /** The disks in its table, in order. */
    public List<Disk> paths() {
        return List.copyOf(paths.keySet());
    }

    /** Whether the kernel uses a path. */
    public boolean active(Disk disk) {
        return paths.getOrDefault(disk, false);
    }

    /** How many paths the kernel uses. */
    public int activePaths() {
        return (int) paths.values().stream().filter(active -> active).count();
    }

    /** Whether I/O waits when there is no path, instead of failing. */
    public boolean queueing() {
        return queueing;
    }

    /** Lets I/O wait without a path, or fail. */
    public void queueing(boolean waits) {
        queueing = waits;
    }

    /** Whether I/O is held back. */
    public boolean suspended() {
        return suspended;
    }

    /** Whether writes are refused. */
    public boolean readOnly() {
        return readOnly;
    }

    /** Refuses writes, or no longer. */
    public void readOnly(boolean refuses) {
        readOnly = refuses;
    }

    /** What it is stacked on, if not on disks. */
    Optional<DmDevice> below() {
        return below;
    }

    /** The volume that its users mean. */
    Optional<ArrayVolume> meant() {
        return below.isPresent()
                ? below.get().meant()
                : paths.keySet().stream().findFirst().map(Disk::remembered);
    }

    /** The disk that a command ends at: dm-multipath tries the others when one fails. */
    Optional<Disk> way() {
        if (below.isPresent()) {
            return below.get().way();
        }
        return paths.keySet().stream()
                .filter(this::active)
                .min(Comparator.comparing(disk -> RANK.indexOf(disk.answer())));
    }

    void load(List<Disk> disks, long size) {
        Map<Disk, Boolean> before = new LinkedHashMap<>(paths);
        paths.clear();
        // a new table begins with all paths active; a failed one is found out again
        new ArrayList<>(disks).forEach(disk -> paths.put(disk, before.getOrDefault(disk, true)));
        bytes = size;
    }

    boolean mark(Disk disk, boolean active) {
        if (!paths.containsKey(disk) || paths.get(disk) == active) {
            return false;
        }
        paths.put(disk, active);
        events++;
        return true;
    }

    void suspended(boolean held) {
        suspended = held;
    }

    /** Whether it is being removed. */
    boolean leaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    long events() {
        return events;
    }

    int minor() {
        return minor;
    }

    long sequence() {
        return sequence;
    }
}
