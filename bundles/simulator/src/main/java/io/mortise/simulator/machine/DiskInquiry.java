// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Answers what is asked of disks themselves, as they would at this moment. */
@FunctionalInterface
public interface DiskInquiry {
    /**
     * Asks a disk. The answer is given at once, later from an event, or never (a path that is
     * down).
     *
     * @param disk the kernel's name, {@code sdX}
     * @param page the code of a vital product data page, 0 to 255, which is answered with its
     *     header; none asks for the capacity, answered in bytes as a {@code long}
     * @param answer takes the answer, or nothing if there is no such disk or it answered with an
     *     error
     */
    void ask(String disk, OptionalInt page, Consumer<Optional<byte[]>> answer);

    /**
     * Reads a block of a device, past the cache. The answer comes as that of {@link #ask}.
     *
     * @param device the kernel's name, {@code sdX} or {@code dm-N}
     * @param answer takes whether it could be read
     */
    default void read(String device, Consumer<Boolean> answer) {
        answer.accept(false);
    }

    /**
     * Whether somebody has a device for himself alone.
     *
     * @param device the kernel's name, {@code sdX} or {@code dm-N}
     */
    default boolean claimed(String device) {
        return false;
    }
}
