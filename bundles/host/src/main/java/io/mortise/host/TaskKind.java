// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

/** What a task is for, which decides whether the simulated clock runs on for its sake. */
public enum TaskKind {
    /** Does a piece of work that ends. */
    WORK,
    /** Watches in the background until told to stop; its beats alone never make time pass. */
    DAEMON
}
