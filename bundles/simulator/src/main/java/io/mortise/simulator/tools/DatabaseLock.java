// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.machine.Process;
import io.mortise.simulator.machine.Tree;
import java.time.Duration;

/**
 * open-iscsi's lock on its records: a hard link. Who is killed while holding it leaves it behind;
 * who can't have it waits 32 s in all.
 */
final class DatabaseLock {
    private static final String FOLDER = "/run/lock/iscsi";
    private static final String FILE = FOLDER + "/lock";
    private static final String HELD = FOLDER + "/lock.write";
    // the real one looks every 10 ms, 3000 times; each look takes a little longer than that
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int LOOKS = 640;

    private final Process process;

    DatabaseLock(Process process) {
        this.process = process;
    }

    /**
     * Waits for the lock and takes it.
     *
     * @return false if somebody else still has it after 32 s
     */
    boolean take() {
        Tree tree = process.machine().tree();
        tree.directory(FOLDER);
        if (!tree.exists(FILE)) {
            tree.file(FILE, "");
        }
        for (int look = 0; look < LOOKS; look++) {
            if (tree.hardLink(FILE, HELD)) {
                return true;
            }
            process.pause(LOOK);
        }
        return false;
    }

    /** Gives the lock back, also one that somebody else has. */
    void giveBack() {
        process.machine().tree().remove(HELD);
    }
}
