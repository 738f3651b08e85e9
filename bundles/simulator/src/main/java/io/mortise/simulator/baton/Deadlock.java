// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

/** Nothing will ever happen again, or nothing but waiting: the message holds every task's stack. */
public final class Deadlock extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Deadlock(String why, String stacks) {
        super(why + "\n" + stacks);
    }
}
