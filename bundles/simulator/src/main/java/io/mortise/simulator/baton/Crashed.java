// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

/**
 * The JVM that was at work has crashed. Thrown to who looks on from outside; its own tasks just
 * never run again.
 */
public final class Crashed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Crashed(Party party) {
        super(party + " has crashed");
    }
}
