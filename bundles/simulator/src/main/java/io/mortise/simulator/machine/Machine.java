// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.HostIdentity;
import java.util.function.Supplier;

/**
 * The imagined computer. Kernel, programs and daemons are built on it; it knows none of them.
 *
 * <p>Everything here is used while holding the baton: from an event of the {@link Timeline}, from a
 * {@link Program}, from a handler ({@link AttributeWriter}, {@link LocalService}, {@link
 * DiskInquiry}), or by {@link #inside}. So none of it needs a lock, and none of it may block.
 */
public interface Machine {
    /** Time, and what happens at a later time. */
    Timeline timeline();

    /** All files: on disk, in /run, /sys, /proc, /dev. */
    Tree tree();

    /** Where the kernel and udev tell of devices. */
    Announcer announcer();

    /** The installed programs. */
    Programs programs();

    /** The daemons' sockets in the abstract namespace. */
    Services services();

    /** Sets who answers INQUIRY; before that every disk is unknown. */
    void inquiry(DiskInquiry answers);

    /** A number from the machine's own seeded generator: for ids and for choices of the kernel. */
    long random();

    /** Which computer this is, in this boot. */
    HostIdentity identity();

    /**
     * Runs a body while holding the baton: the door for calls from outside (a story's script, a
     * shell command). Within the baton it just runs. The body must not wait.
     */
    <T> T inside(Supplier<T> body);

    /**
     * Adds a part: boots it now, and again after each {@link #reboot}.
     *
     * @param part kernel state, a daemon, a set of programs
     */
    void install(Part part);

    /**
     * The power goes: what was not forced to disk is lost, every process and every JVM dies, all
     * planned events are dropped, /run, /sys, /proc, /dev and /tmp are empty, sockets are gone.
     * Then it boots again under a new boot id.
     */
    void reboot();

    /** A part of the machine that comes up when it boots. */
    interface Part {
        /** Starts from nothing: plain files on disk are as they were left, all else is empty. */
        void boot(Machine machine);
    }
}
