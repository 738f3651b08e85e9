// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.time.Instant;

/** Time that stands still while anybody can run, and jumps else. */
final class VirtualPace implements Pace {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    // written under the lock of the turns only
    private volatile long nanos;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant wall(long moment) {
        return BEGIN.plusNanos(moment);
    }

    @Override
    public boolean jumps() {
        return true;
    }

    @Override
    public void jumpTo(long moment) {
        nanos = Math.max(nanos, moment);
    }
}
