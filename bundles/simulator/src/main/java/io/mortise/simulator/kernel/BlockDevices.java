// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.array.ArrayVolume;
import java.util.Optional;

/** Disks and device-mapper devices alike, by the name below {@code /dev}. */
public final class BlockDevices {
    private final Disks disks;
    private final DeviceMapper mapper;

    BlockDevices(Disks disks, DeviceMapper mapper) {
        this.disks = disks;
        this.mapper = mapper;
    }

    /** The kernel's name of what a path below {@code /dev} leads to, as it stands without links. */
    public Optional<String> kernelName(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (disks.find(name).isPresent()) {
            return Optional.of(name);
        }
        return mapper.find(name).map(DmDevice::kernelName);
    }

    /** {@code MAJOR:MINOR}. */
    public String number(String kernelName) {
        return disks.find(kernelName).map(Disk::number).orElseGet(() -> map(kernelName).number());
    }

    /** The size in bytes. */
    public long bytes(String kernelName) {
        return disks.find(kernelName).map(Disk::bytes).orElseGet(() -> map(kernelName).bytes());
    }

    /** The path that people use. */
    public String path(String kernelName) {
        return disks.find(kernelName).isPresent()
                ? "/dev/" + kernelName
                : "/dev/mapper/" + map(kernelName).name();
    }

    /** Whether writes are refused. */
    public boolean readOnly(String kernelName) {
        return disks.find(kernelName)
                .map(Disk::readOnly)
                .orElseGet(() -> map(kernelName).readOnly());
    }

    /** Refuses writes, or no longer. */
    public void readOnly(String kernelName, boolean refuses) {
        disks.find(kernelName).ifPresent(disk -> disk.readOnly(refuses));
        mapper.find(kernelName).ifPresent(device -> device.readOnly(refuses));
    }

    /** The volume that users of the device mean. */
    Optional<ArrayVolume> meant(String kernelName) {
        return disks.find(kernelName)
                .map(Disk::remembered)
                .or(() -> mapper.find(kernelName).flatMap(DmDevice::meant));
    }

    /** The disk that the next command goes to. */
    Optional<Disk> way(String kernelName) {
        return disks.find(kernelName).or(() -> mapper.find(kernelName).flatMap(DmDevice::way));
    }

    /** Whether a command without a way waits. */
    boolean waits(String kernelName) {
        return mapper.find(kernelName)
                .map(device -> device.below().orElse(device))
                .filter(device -> device.queueing() || device.suspended())
                .isPresent();
    }

    private DmDevice map(String kernelName) {
        return mapper.find(kernelName)
                .orElseThrow(() -> new IllegalStateException("there is no device " + kernelName));
    }
}
