// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Deadline;
import io.mortise.host.Inquiries;
import io.mortise.host.Signal;
import io.mortise.simulator.machine.Computer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Asks the disks of the imagined computer. */
final class DiskInquiries implements Inquiries {
    private final Gate gate;
    private final Computer computer;

    DiskInquiries(Gate gate, Computer computer) {
        this.gate = gate;
        this.computer = computer;
    }

    @Override
    public Optional<byte[]> vitalProductData(String disk, int page, Deadline deadline) {
        if (page < 0 || page > 255) {
            throw new IllegalArgumentException("a page code is 0 to 255, not " + page);
        }
        String subject = disk + " page 0x" + Integer.toHexString(page);
        return gate.make(
                Operation.of(
                                Call.INQUIRY,
                                subject,
                                () -> effect(disk, OptionalInt.of(page), deadline))
                        .by(deadline, Optional::empty)
                        .failing(kind -> Optional.empty())
                        .garbling(read -> read.map(b -> Arrays.copyOf(b, b.length / 2)))
                        .told(
                                read ->
                                        read.map(b -> b.length + " bytes " + Arrays.hashCode(b))
                                                .orElse("unknown")));
    }

    @Override
    public OptionalLong capacityBytes(String disk, Deadline deadline) {
        return gate.make(
                Operation.of(Call.CAPACITY, disk, () -> capacity(disk, deadline))
                        .by(deadline, OptionalLong::empty)
                        .failing(kind -> OptionalLong.empty())
                        .garbling(read -> OptionalLong.empty())
                        .told(read -> read.isPresent() ? read.getAsLong() + " bytes" : "unknown"));
    }

    private OptionalLong capacity(String disk, Deadline deadline) {
        return effect(disk, OptionalInt.empty(), deadline)
                .map(bytes -> OptionalLong.of(ByteBuffer.wrap(bytes).getLong()))
                .orElse(OptionalLong.empty());
    }

    @Override
    public boolean readable(String device, Deadline deadline) {
        return gate.make(
                Operation.of(Call.READABLE, device, () -> read(device, deadline))
                        .by(deadline, () -> false)
                        .failing(kind -> false)
                        .garbling(read -> false));
    }

    @Override
    public Optional<Boolean> claimed(String device, Deadline deadline) {
        return gate.make(
                Operation.of(Call.CLAIMED, device, () -> claimed(device))
                        .by(deadline, Optional::empty)
                        .failing(kind -> Optional.empty())
                        .garbling(read -> Optional.empty()));
    }

    private Optional<Boolean> claimed(String device) {
        return Optional.of(
                computer.tree()
                        .realPath(device)
                        .map(real -> real.substring(real.lastIndexOf('/') + 1))
                        .filter(computer.inquiry()::claimed)
                        .isPresent());
    }

    private boolean read(String device, Deadline deadline) {
        Signal answered = computer.timeline().signal("read of " + device);
        var answer = new AtomicBoolean();
        Optional<String> real = computer.tree().realPath(device);
        if (real.isEmpty()) {
            return false;
        }
        computer.inquiry()
                .read(
                        real.get().substring(real.get().lastIndexOf('/') + 1),
                        good -> {
                            answer.set(good);
                            answered.raise();
                        });
        if (answered.count() == 0) {
            computer.baton().await(answered, 0, deadline);
        }
        return answer.get();
    }

    private Optional<byte[]> effect(String disk, OptionalInt page, Deadline deadline) {
        Signal answered = computer.timeline().signal("inquiry of " + disk);
        // written by the machine, read by the asker: both hold the baton
        var answer = new AtomicReference<Optional<byte[]>>(Optional.empty());
        computer.inquiry()
                .ask(
                        disk,
                        page,
                        data -> {
                            answer.set(data);
                            answered.raise();
                        });
        if (answered.count() == 0) {
            computer.baton().await(answered, 0, deadline);
        }
        return answered.count() > 0 ? answer.get() : Optional.empty();
    }
}
