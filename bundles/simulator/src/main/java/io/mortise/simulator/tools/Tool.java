// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.machine.Process;
import io.mortise.simulator.machine.Program;
import java.util.Optional;

/** A program that can be seen below /proc while it runs, and takes time to start and to end. */
abstract class Tool implements Program {
    private final Surroundings around;

    Tool(Surroundings around) {
        this.around = around;
    }

    final Surroundings around() {
        return around;
    }

    /** What it does; returns its exit status. */
    abstract int work(Process process);

    /** The kernel's name of the block device at a path. */
    final Optional<String> device(Process process, String path) {
        return Optional.of(path)
                .filter(named -> named.startsWith("/"))
                .flatMap(process.machine().tree()::realPath)
                .flatMap(real -> around().kernel().devices().kernelName(real));
    }

    @Override
    public final int run(Process process) {
        String folder = "/proc/" + process.pid();
        process.machine().tree().file(folder + "/comm", name() + "\n");
        try {
            process.pause(around.latencies().get().process());
            int status = work(process);
            process.pause(around.latencies().get().process());
            return status;
        } finally {
            // the kernel does that, also when the process is killed
            process.machine().tree().remove(folder);
        }
    }
}
