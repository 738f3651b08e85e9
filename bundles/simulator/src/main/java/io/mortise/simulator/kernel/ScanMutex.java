// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Why scans and deletions on one SCSI host wait for each other: each holds the host's {@code
 * scan_mutex} to its end (drivers/scsi/scsi_scan.c, scsi_sysfs.c).
 */
final class ScanMutex {
    private final Deque<Consumer<Runnable>> waiting = new ArrayDeque<>();
    private boolean held;

    /**
     * Has something done in its turn.
     *
     * @param body is given what it has to run at its end, once
     */
    void take(Consumer<Runnable> body) {
        waiting.add(body);
        next();
    }

    private void next() {
        if (!held && !waiting.isEmpty()) {
            held = true;
            waiting.remove().accept(this::release);
        }
    }

    private void release() {
        held = false;
        next();
    }
}
