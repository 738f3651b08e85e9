// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Signal;
import java.time.Duration;
import java.util.List;

/** One run of a {@link Program}. */
public interface Process {
    /** Its number; not used again in this boot. */
    long pid();

    /** The name and the arguments. */
    List<String> argv();

    /** The machine it runs on. */
    Machine machine();

    /** Adds text to standard output, with no line end of its own. */
    void out(String text);

    /** Adds text to standard error, with no line end of its own. */
    void err(String text);

    /**
     * Lets simulated time pass.
     *
     * @throws Killed if a signal ended the process before or meanwhile
     */
    void pause(Duration time);

    /**
     * Waits until {@code signal.count() > seen}, at most so long.
     *
     * @return whether the count is above
     * @throws Killed if a signal ended the process before or meanwhile
     */
    boolean await(Signal signal, long seen, Duration limit);

    /** Lets time pass inside the kernel (state D): signals take effect only afterwards. */
    void block(Duration time);

    /** As {@link #await} but in state D, and without limit. */
    void block(Signal signal, long seen);

    /** From now on TERM does nothing; KILL does. */
    void ignoreTerm();

    /** Ends a program that was killed; never leaves the process. */
    final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Killed(String message) {
            super(message, null, false, false);
        }
    }
}
