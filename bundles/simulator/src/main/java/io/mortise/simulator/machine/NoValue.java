// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

/**
 * The kernel answers EINVAL to who reads an attribute: it has no value, or no longer. Read as
 * absent, as by the port on a real host.
 */
public final class NoValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoValue() {
        super("EINVAL", null, false, false);
    }
}
