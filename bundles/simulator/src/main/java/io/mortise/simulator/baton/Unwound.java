// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

/** Gets a thread out of a task that will never run again, when the baton is closed. */
final class Unwound extends Error {
    private static final long serialVersionUID = 1L;

    Unwound() {
        super("the simulated host was closed", null, false, false);
    }
}
