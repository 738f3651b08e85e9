// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import java.time.Duration;
import java.util.Objects;

/**
 * How long things take on the simulated host. None may be negative.
 *
 * @param process a tool from its start to its first effect; it takes as much again to end
 * @param login a session, from the connection to LOGGED_IN; iscsid does one after the other
 * @param logout a session, from the request to its end
 * @param scan a write to a SCSI host's {@code scan}, which finds the SCSI device of a LUN
 * @param probe from the SCSI device to its block device, which nobody's write waits for
 * @param removal a disk, from the write to {@code delete} to its end; its block device stays for
 *     two thirds of it
 * @param udevDisk from the kernel's "add" of a disk to udev's
 * @param udevMap from the kernel's "change" of a map to udev's
 * @param udevOther from any other notice of the kernel to udev's
 * @param daemon a request to multipathd
 */
public record Latencies(
        Duration process,
        Duration login,
        Duration logout,
        Duration scan,
        Duration probe,
        Duration removal,
        Duration udevDisk,
        Duration udevMap,
        Duration udevOther,
        Duration daemon) {
    public Latencies {
        check(process, "process");
        check(login, "login");
        check(logout, "logout");
        check(scan, "scan");
        check(probe, "probe");
        check(removal, "removal");
        check(udevDisk, "udevDisk");
        check(udevMap, "udevMap");
        check(udevOther, "udevOther");
        check(daemon, "daemon");
    }

    /**
     * As measured in the lab guest, whose processor is emulated: udev takes a second for a disk.
     */
    public static Latencies lab() {
        return new Latencies(
                ms(40), ms(30), ms(30), ms(50), ms(40), ms(30), ms(1000), ms(350), ms(5), ms(5));
    }

    /** As on ordinary hardware; not measured, estimated from the lab by its slowness. */
    public static Latencies ordinary() {
        return new Latencies(
                ms(4), ms(5), ms(5), ms(6), ms(4), ms(10), ms(60), ms(30), ms(1), ms(1));
    }

    /** The same, but udev takes so long for a disk. */
    public Latencies withUdevDisk(Duration duration) {
        return new Latencies(
                process, login, logout, scan, probe, removal, duration, udevMap, udevOther, daemon);
    }

    /** The same, but a login takes so long. */
    public Latencies withLogin(Duration duration) {
        return new Latencies(
                process, duration, logout, scan, probe, removal, udevDisk, udevMap, udevOther,
                daemon);
    }

    /** The same, but finding a LUN takes so long. */
    public Latencies withScan(Duration duration) {
        return new Latencies(
                process, login, logout, duration, probe, removal, udevDisk, udevMap, udevOther,
                daemon);
    }

    /** The same, but a SCSI device takes so long to become a block device. */
    public Latencies withProbe(Duration duration) {
        return new Latencies(
                process, login, logout, scan, duration, removal, udevDisk, udevMap, udevOther,
                daemon);
    }

    /** The same, but a disk takes so long to go. */
    public Latencies withRemoval(Duration duration) {
        return new Latencies(
                process, login, logout, scan, probe, duration, udevDisk, udevMap, udevOther,
                daemon);
    }

    /** The same, but udev takes so long for what is neither a new disk nor a changed map. */
    public Latencies withUdevOther(Duration duration) {
        return new Latencies(
                process, login, logout, scan, probe, removal, udevDisk, udevMap, duration, daemon);
    }

    private static void check(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }
}
