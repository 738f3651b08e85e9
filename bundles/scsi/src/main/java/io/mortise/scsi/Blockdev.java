// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Shown;
import io.mortise.host.CommandResult;
import io.mortise.host.Commands;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import java.util.List;

/** The program {@code blockdev} of util-linux. Thread-safe. */
public final class Blockdev {
    private final Commands commands;

    public Blockdev(Host host) {
        this.commands = host.commands();
    }

    /**
     * Writes what is cached for a device to it. Blocks for as long as the device takes; a map that
     * queues without a usable path never answers. It succeeds whatever becomes of the data, which
     * {@link Sync} tells.
     *
     * @param devicePath {@code /dev/dm-3}
     */
    public CommandResult flush(String devicePath, Deadline deadline) {
        return run("--flushbufs", devicePath, deadline);
    }

    /** Has the kernel refuse writes to a device from now on. */
    public CommandResult setReadOnly(String devicePath, Deadline deadline) {
        return run("--setro", devicePath, deadline);
    }

    /** Takes {@link #setReadOnly} back. */
    public CommandResult setWritable(String devicePath, Deadline deadline) {
        return run("--setrw", devicePath, deadline);
    }

    private CommandResult run(String what, String devicePath, Deadline deadline) {
        if (!devicePath.startsWith("/")) {
            throw new IllegalArgumentException("no absolute path: " + Shown.of(devicePath));
        }
        return commands.run(List.of("blockdev", what, devicePath), deadline);
    }
}
