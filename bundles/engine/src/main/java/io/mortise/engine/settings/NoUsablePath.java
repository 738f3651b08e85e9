// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.settings;

/** What a detach does with a map none of whose paths works, so that nothing can be flushed. */
public enum NoUsablePath {
    /** Refuses, forced or not. */
    REFUSE,
    /** Waits for a path until the operation's deadline, then refuses. */
    WAIT,
    /** Refuses; but when forced, gives up what was not written yet, and removes the map. */
    DROP
}
