// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.simulator.machine.DiskInquiry;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** What disks answer themselves; while a path is broken they answer when it is mended. */
final class Questions implements DiskInquiry {
    private final Disks disks;
    private final BlockDevices devices;
    private final Usage usage;

    Questions(Disks disks, BlockDevices devices, Usage usage) {
        this.disks = disks;
        this.devices = devices;
        this.usage = usage;
    }

    @Override
    public void ask(String name, OptionalInt page, Consumer<Optional<byte[]>> answer) {
        disks.find(name)
                .ifPresentOrElse(
                        disk -> ask(disk, page, answer), () -> answer.accept(Optional.empty()));
    }

    private void ask(Disk disk, OptionalInt page, Consumer<Optional<byte[]>> answer) {
        if (disk.session().stalls()) {
            disk.session().later(() -> ask(disk, page, answer));
        } else {
            answer.accept(page.isPresent() ? disk.ask(page.getAsInt()) : disk.capacity());
        }
    }

    @Override
    public void read(String device, Consumer<Boolean> answer) {
        Optional<Disk> way = devices.way(device);
        if (way.isEmpty() || way.get().answer() == Disk.Answer.ERROR) {
            // I/O to a map that queues waits for a path, and nobody knows for how long
            if (!devices.waits(device)) {
                answer.accept(false);
            }
        } else if (way.get().answer() == Disk.Answer.NONE) {
            way.get().session().later(() -> read(device, answer));
        } else {
            answer.accept(true);
        }
    }

    @Override
    public boolean claimed(String device) {
        return usage.claimed(device);
    }
}
