// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Task;
import io.mortise.host.Tasks;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

/** The reading of both streams of a program. */
final class Drains {
    /**
     * How long output may still come once the program has ended: a daemon that it left behind can
     * hold the pipe open for ever.
     */
    private static final Duration STRAGGLE = Duration.ofMillis(500);

    /** How often more is waited for; a daemon may also go on writing for ever. */
    private static final int MOST = 5;

    private final Tasks tasks;
    private final Captured out = new Captured();
    private final Captured err = new Captured();
    private final Task<Boolean> outDrain;
    private final Task<Boolean> errDrain;

    Drains(Tasks tasks, String name, InputStream out, InputStream err) {
        this.tasks = tasks;
        this.outDrain = drain("stdout of " + name, this.out, out);
        this.errDrain = drain("stderr of " + name, this.err, err);
    }

    private Task<Boolean> drain(String name, Captured captured, InputStream stream) {
        return tasks.fork(
                name,
                () -> {
                    captured.drain(stream);
                    return true;
                });
    }

    /**
     * Waits for the rest, once the program has ended. A stream that stays open with nothing new in
     * it is a daemon's, and all that the program wrote is there; but not after the first wait, in
     * which this JVM may have stood still and not read at all.
     */
    void finish() {
        long before = -1;
        for (int wait = 0; wait < MOST; wait++) {
            if (tasks.join(List.of(outDrain, errDrain), tasks.deadline(STRAGGLE))) {
                return;
            }
            long now = out.taken() + err.taken();
            if (now == before) {
                return;
            }
            before = now;
        }
        markCut(outDrain, out);
        markCut(errDrain, err);
    }

    private static void markCut(Task<Boolean> drain, Captured captured) {
        if (!drain.done()) {
            captured.cut();
        }
    }

    String out() {
        return out.text();
    }

    String err() {
        return err.text();
    }
}
