// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.simulator.baton.Runner.State;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets threads out of tasks that will never run again. To be called under the turns' lock. */
final class Exits {
    private static final Logger LOG = LoggerFactory.getLogger(Exits.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Turns turns;

    Exits(Turns turns) {
        this.turns = turns;
    }

    /** The dead. Nobody else runs meanwhile: no thread from outside is there to drive time. */
    void bury() {
        List.copyOf(turns.all).stream()
                .filter(runner -> runner.state == State.DEAD)
                .forEach(this::unwind);
    }

    void all() {
        List.copyOf(turns.all).forEach(this::unwind);
    }

    private void unwind(Runner runner) {
        if (runner.fromOutside()) {
            return;
        }
        if (runner.thread.isEmpty() && runner.state != State.HOLDING) {
            turns.all.remove(runner);
            return;
        }
        turns.doom(runner, new Unwound());
        long left = PATIENCE.toNanos();
        boolean interrupted = false;
        while (turns.all.contains(runner) && left > 0) {
            try {
                left = turns.changed.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true; // asked to hurry: leave this one to itself
                left = 0;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (turns.all.contains(runner)) {
            LOG.warn("task {} did not end within {} and is left to itself", runner, PATIENCE);
        }
    }
}
