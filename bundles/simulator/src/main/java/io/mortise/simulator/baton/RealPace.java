// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.time.Instant;

/** The real clock. */
final class RealPace implements Pace {
    private final Instant begin = Instant.now();
    private final long origin = System.nanoTime();

    @Override
    public long nanos() {
        return System.nanoTime() - origin;
    }

    @Override
    public Instant wall(long moment) {
        return begin.plusNanos(moment);
    }

    @Override
    public boolean jumps() {
        return false;
    }

    @Override
    public void jumpTo(long moment) {
        // it goes by itself
    }
}
