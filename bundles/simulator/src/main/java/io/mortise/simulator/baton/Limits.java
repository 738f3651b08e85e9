// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.time.Duration;
import java.util.Optional;

/**
 * What no story needs. A wait that beats for ever keeps simulated time going, and a loop that never
 * waits keeps it standing: neither would end as a deadlock by itself.
 */
final class Limits {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long MOST_TURNS = 200_000;

    private long begin;
    private long moment;
    private long turns;

    /** A body from outside begins. */
    void begin(long nanos) {
        begin = nanos;
    }

    /** Counts a turn; says what is wrong if it is one too many. */
    Optional<String> turn(long nanos) {
        if (nanos != moment) {
            moment = nanos;
            turns = 0;
        }
        turns++;
        if (turns > MOST_TURNS) {
            return Optional.of("time stands still after " + MOST_TURNS + " turns: somebody spins");
        }
        if (nanos - begin > LONGEST.toNanos()) {
            return Optional.of(
                    "simulated time has run on for "
                            + LONGEST
                            + " without an end: somebody waits for ever, beat by beat");
        }
        return Optional.empty();
    }
}
