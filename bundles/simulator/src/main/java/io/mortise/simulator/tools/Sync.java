// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.kernel.Disk;
import io.mortise.simulator.machine.Process;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** sync of coreutils 9.1, of block devices. */
public final class Sync extends Tool {
    private static final Duration LOOK = Duration.ofMillis(500);

    public Sync(Surroundings around) {
        super(around);
    }

    @Override
    public String name() {
        return "sync";
    }

    @Override
    int work(Process process) {
        List<String> files = process.argv().subList(1, process.argv().size());
        if (files.isEmpty() || files.stream().anyMatch(file -> file.startsWith("-"))) {
            around().unknown().add(String.join(" ", process.argv()));
            return 1;
        }
        int status = 0;
        for (String file : files) {
            Optional<String> failure = failure(process, file);
            if (failure.isPresent()) {
                process.err("sync: " + failure.get() + "\n");
                status = 1;
            }
        }
        return status;
    }

    private Optional<String> failure(Process process, String file) {
        Optional<String> device = device(process, file);
        if (device.isEmpty()) {
            return Optional.of("error opening '" + file + "': No such file or directory");
        }
        Optional<Disk> disk = around().kernel().disks().find(device.get());
        if (disk.filter(d -> d.state().equals("transport-offline")).isPresent()) {
            return Optional.of("error opening '" + file + "': No such device or address");
        }
        Disk.Answer answer = around().kernel().writes().sync(device.get());
        while (answer == Disk.Answer.NONE) {
            process.block(LOOK);
            answer = around().kernel().writes().sync(device.get());
        }
        return answer == Disk.Answer.GOOD
                ? Optional.empty()
                : Optional.of("error syncing '" + file + "': Input/output error");
    }
}
