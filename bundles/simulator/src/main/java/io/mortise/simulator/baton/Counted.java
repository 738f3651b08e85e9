// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.host.Signal;
import java.util.Objects;

/** A signal of a baton. */
final class Counted implements Signal {
    private final Turns turns;
    private final String name;
    // written under the lock of the turns only
    private volatile long count;

    Counted(Turns turns, String name) {
        this.turns = turns;
        this.name = Objects.requireNonNull(name, "name");
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void raise() {
        turns.raise(this);
    }

    void increment() {
        count = count + 1;
    }

    @Override
    public String toString() {
        return name;
    }
}
