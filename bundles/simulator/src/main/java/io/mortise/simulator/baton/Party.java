// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.util.Objects;

/** Tasks that live and die together: those of one JVM, or the processes of one boot. */
public final class Party {
    private final String name;
    // guarded by the baton's lock when set; never taken back
    private volatile boolean dead;

    public Party(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** Whether it has crashed. */
    public boolean dead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    @Override
    public String toString() {
        return name;
    }
}
