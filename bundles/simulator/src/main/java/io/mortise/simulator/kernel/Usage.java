// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.fabric.User;
import io.mortise.simulator.machine.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who uses block devices: mounts, swap, processes that have them open; as seen below /proc. */
public final class Usage {
    // the guest's own, shortened
    private static final String OWN_MOUNTS =
            """
            20 21 0:5 / /dev rw,relatime - devtmpfs dev rw,mode=755,inode64
            21 1 254:0 / / rw,noatime - ext4 /dev/vda rw
            22 21 0:19 / /proc rw,relatime - proc proc rw
            23 21 0:20 / /sys rw,relatime - sysfs sys rw
            26 21 0:23 / /run rw,relatime - tmpfs run rw,mode=755,inode64
            """;
    private static final String OWN_NAMESPACE = "mnt:[4026531841]";
    private static final String SWAP_HEAD = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

    private final Tree tree;
    private final BlockDevices devices;
    private final Writes writes;
    private final Map<String, String> mounts = new LinkedHashMap<>();
    private final Map<String, Integer> mountIds = new LinkedHashMap<>();
    private final Map<String, String> namespaces = new LinkedHashMap<>();
    private final Set<String> swaps = new LinkedHashSet<>();
    private final Set<String> claims = new LinkedHashSet<>();
    private final Map<User, List<String>> opened = new LinkedHashMap<>();
    private int lastMountId = 36;

    Usage(Tree tree, BlockDevices devices, Writes writes) {
        this.tree = tree;
        this.devices = devices;
        this.writes = writes;
        tree.attribute("/proc/self/mountinfo", () -> mountInfo(OWN_NAMESPACE));
        tree.link("/proc/self/ns/mnt", OWN_NAMESPACE);
        tree.attribute("/proc/swaps", this::swapList);
    }

    /** How often a device is mounted, swapped to or open. */
    public int count(String device) {
        long open = opened.values().stream().flatMap(List::stream).filter(device::equals).count();
        long mounted = mounts.values().stream().filter(device::equals).count();
        return (int) (open + mounted)
                + (swaps.contains(device) ? 1 : 0)
                + (claims.contains(device) ? 1 : 0);
    }

    /** Whether somebody has a device for himself alone; a program that has it open has not. */
    boolean claimed(String device) {
        return mounts.containsValue(device)
                || swaps.contains(device)
                || claims.contains(device)
                || !tree.list("/sys/class/block/" + device + "/holders").isEmpty();
    }

    /** Takes a device for the kernel alone, which shows nowhere. */
    public void claim(String device) {
        require(!claimed(device), device + " is another's already");
        claims.add(device);
    }

    /** Gives it back; what was written is on the volume then. */
    public void release(String device) {
        require(claims.remove(device), device + " is not claimed");
        writes.flush(device);
    }

    /** Mounts a device. */
    public void mount(String device, String mountPoint) {
        mount(device, mountPoint, OWN_NAMESPACE);
    }

    /** Mounts a device in the mount namespace that is a process's own. */
    public void mount(String device, String mountPoint, User user) {
        String namespace = "mnt:[" + (4026532000L + user.pid()) + "]";
        process(user, namespace);
        mount(device, mountPoint, namespace);
    }

    private void mount(String device, String mountPoint, String namespace) {
        require(!mounts.containsKey(mountPoint), mountPoint + " is a mount point already");
        namespaces.put(mountPoint, namespace);
        mounts.put(mountPoint, device);
        mountIds.put(mountPoint, ++lastMountId);
    }

    /** Ends a mount. */
    public void unmount(String mountPoint) {
        require(mounts.containsKey(mountPoint), mountPoint + " is no mount point");
        String device = mounts.remove(mountPoint);
        mountIds.remove(mountPoint);
        namespaces.remove(mountPoint);
        writes.flush(device);
    }

    /** Swaps to a device. */
    public void swapOn(String device) {
        require(swaps.add(device), device + " is swapped to already");
    }

    /** Ends swapping to a device. */
    public void swapOff(String device) {
        require(swaps.remove(device), device + " is not swapped to");
    }

    /** A process opens a device. */
    public void open(String device, User user) {
        List<String> files = opened.computeIfAbsent(user, u -> new ArrayList<>());
        files.add(device);
        process(user, OWN_NAMESPACE);
        tree.link("/proc/" + user.pid() + "/fd/" + (files.size() + 2), "/dev/" + device);
    }

    private void process(User user, String namespace) {
        String folder = "/proc/" + user.pid();
        if (!tree.exists(folder)) {
            tree.file(folder + "/comm", user.name() + "\n");
            tree.link(folder + "/ns/mnt", namespace);
            tree.attribute(folder + "/mountinfo", () -> mountInfo(namespace));
            tree.link(folder + "/fd/0", "/dev/null");
            tree.link(folder + "/fd/1", "socket:[20417]");
        }
    }

    /** A process closes all it has open. */
    public void close(User user) {
        require(opened.containsKey(user), "no process " + user + " has anything open");
        opened.remove(user).forEach(this::flushUnlessUsed);
        tree.remove("/proc/" + user.pid());
    }

    // the last close writes back
    private void flushUnlessUsed(String device) {
        if (count(device) == 0) {
            writes.flush(device);
        }
    }

    private String mountInfo(String namespace) {
        return OWN_MOUNTS
                + mounts.entrySet().stream()
                        .filter(mount -> namespace.equals(namespaces.get(mount.getKey())))
                        .map(mount -> mountLine(mount.getKey(), mount.getValue()))
                        .collect(Collectors.joining());
    }

    private String mountLine(String mountPoint, String device) {
        // a device that went away keeps its mount
        boolean there = devices.kernelName(device).isPresent();
        String number = there ? devices.number(device) : "0:0";
        String source = there ? devices.path(device) : "/dev/" + device;
        String escaped = mountPoint.replace("\\", "\\134").replace(" ", "\\040");
        return mountIds.get(mountPoint)
                + " 21 "
                + number
                + " / "
                + escaped
                + " rw,relatime - ext4 "
                + source
                + " rw,stripe=1280\n";
    }

    private String swapList() {
        return SWAP_HEAD
                + swaps.stream()
                        .map(
                                device ->
                                        String.format(
                                                "%-39s partition\t%d\t\t0\t\t-2\n",
                                                "/dev/" + device, devices.bytes(device) / 1024 - 4))
                        .collect(Collectors.joining());
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
