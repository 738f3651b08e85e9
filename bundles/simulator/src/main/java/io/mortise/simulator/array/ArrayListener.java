// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

/** Is told, within the same turn, what changed at the array. */
public interface ArrayListener {
    /** The wire to an address changed its state. */
    void wireChanged(Gateway gateway);

    /** A portal group stopped serving, or serves again. */
    void serviceChanged(ArrayGroup group);
}
