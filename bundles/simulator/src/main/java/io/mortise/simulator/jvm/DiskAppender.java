// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Appender;
import io.mortise.host.Held;
import io.mortise.simulator.machine.Disk;
import java.util.Arrays;

/** A file of the imagined computer that a JVM appends to. */
final class DiskAppender implements Appender {
    private final Gate gate;
    private final Disk disk;
    private final String path;
    private final Held open;

    DiskAppender(Gate gate, Disk disk, String path, Held open) {
        this.gate = gate;
        this.disk = disk;
        this.path = path;
        this.open = open;
    }

    @Override
    public void append(byte[] bytes) {
        Runnable whole =
                () -> {
                    disk.add(path, bytes);
                    disk.force(path);
                };
        gate.make(
                TreeFiles.change(Call.APPEND, path + " " + bytes.length + " bytes", whole)
                        .torn(() -> appendHalf(bytes)));
    }

    private void appendHalf(byte[] bytes) {
        disk.add(path, Arrays.copyOf(bytes, gate.draw(bytes.length + 1)));
        disk.force(path);
    }

    @Override
    public void close() {
        open.close();
    }
}
