// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

/** The state of the wire to a portal. */
public enum Wire {
    /** All well. */
    GOOD,
    /** Nothing comes through. */
    CUT,
    /** Each packet is answered with a TCP reset. */
    REFUSING,
    /** Connections are taken, but nothing is ever said on them. */
    SILENT
}
