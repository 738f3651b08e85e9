// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.machine.Process;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** blockdev of util-linux 2.38.1: flushing, sizes, read-only. */
public final class Blockdev extends Tool {
    private static final Set<String> COMMANDS =
            Set.of("--flushbufs", "--getsize64", "--getsz", "--getro", "--setro", "--setrw");
    private static final Duration LOOK = Duration.ofMillis(500);

    public Blockdev(Surroundings around) {
        super(around);
    }

    @Override
    public String name() {
        return "blockdev";
    }

    @Override
    int work(Process process) {
        List<String> argv = process.argv();
        if (argv.size() != 3) {
            return refuse(process, "not enough arguments");
        }
        if (!COMMANDS.contains(argv.get(1))) {
            return refuse(process, "Unknown command: " + argv.get(1));
        }
        Optional<String> device = device(process, argv.get(2));
        if (device.isEmpty()) {
            return cannotOpen(process, argv.get(2), "No such file or directory");
        }
        boolean offline =
                around().kernel()
                        .disks()
                        .find(device.get())
                        .filter(disk -> disk.state().equals("transport-offline"))
                        .isPresent();
        if (offline) {
            return cannotOpen(process, argv.get(2), "No such device or address");
        }
        return act(process, argv.get(1), device.get());
    }

    private int refuse(Process process, String why) {
        around().unknown().add(String.join(" ", process.argv()));
        process.err("blockdev: " + why + "\nTry 'blockdev --help' for more information.\n");
        return 1;
    }

    private static int cannotOpen(Process process, String path, String why) {
        process.err("blockdev: cannot open " + path + ": " + why + "\n");
        return 1;
    }

    private int act(Process process, String command, String device) {
        var devices = around().kernel().devices();
        switch (command) {
            case "--flushbufs" -> flush(process, device);
            case "--getsize64" -> process.out(devices.bytes(device) + "\n");
            case "--getsz" -> process.out(devices.bytes(device) / 512 + "\n");
            case "--getro" -> process.out(devices.readOnly(device) ? "1\n" : "0\n");
            case "--setro" -> devices.readOnly(device, true);
            default -> devices.readOnly(device, false);
        }
        return 0;
    }

    // BLKFLSBUF says that all is well whatever became of the data (block/ioctl.c of kernel 6.1)
    private void flush(Process process, String device) {
        while (around().kernel().writes().flush(device) == Disk.Answer.NONE) {
            process.block(LOOK);
        }
    }
}
