// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.time.Instant;

/** How simulated time goes. */
interface Pace {
    /** Nanoseconds since it began. */
    long nanos();

    /** What a clock on the wall shows at a moment of {@link #nanos()}. */
    Instant wall(long nanos);

    /** Whether time jumps when nobody can run, instead of being waited for. */
    boolean jumps();

    /** Goes forward to a moment; does nothing if time goes by itself. */
    void jumpTo(long nanos);
}
