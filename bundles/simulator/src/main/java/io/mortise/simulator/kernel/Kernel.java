// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.array.StorageArray;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.machine.Machine;
import io.mortise.simulator.machine.Timeline;
import java.util.function.Supplier;

/** The kernel of one boot. */
public final class Kernel {
    private final Machine machine;
    private final Sysfs sysfs;
    private final Sessions sessions;
    private final Disks disks;
    private final DeviceMapper mapper;
    private final BlockDevices devices;
    private final Writes writes;
    private final Usage usage;

    public Kernel(Machine machine, StorageArray array, Supplier<Latencies> latencies) {
        this.machine = machine;
        Timeline timeline = machine.timeline();
        var sequence = new DiskSequence();
        sysfs = new Sysfs(machine.tree(), new Notices(machine.announcer()));
        sessions = new Sessions(timeline, sysfs, array);
        disks = new Disks(timeline, sysfs, latencies, sequence);
        mapper = new DeviceMapper(timeline, sysfs, latencies, disks, sequence);
        devices = new BlockDevices(disks, mapper);
        writes = new Writes(devices);
        usage = new Usage(machine.tree(), devices, writes);
        sessions.scanners(
                host ->
                        new HostScan(
                                timeline,
                                disks,
                                disks.mutexOfNew(host),
                                () -> sessions.onHost(host),
                                latencies));
        sessions.beforeEnd(session -> disks.of(session).forEach(disks::remove));
        disks.onEnd(disk -> writes.gone(disk.name()));
        disks.users(disk -> mapper.holds(disk) || usage.count(disk.name()) > 0);
        mapper.onEnd(device -> writes.gone(device.kernelName()));
        mapper.users(usage::count);
        machine.inquiry(new Questions(disks, devices, usage));
        array.listen(sessions);
    }

    /** The machine it runs on. */
    public Machine machine() {
        return machine;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Disks disks() {
        return disks;
    }

    public DeviceMapper mapper() {
        return mapper;
    }

    public BlockDevices devices() {
        return devices;
    }

    public Writes writes() {
        return writes;
    }

    public Usage usage() {
        return usage;
    }
}
