// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/** How a path is. */
public enum PathState {
    /** Carries I/O, or may. */
    ACTIVE,
    /** Was up and does not answer now. */
    FAILED,
    /** Did not come up; what was done for it has been undone. */
    DOWN,
    /**
     * Is still coming up, in the background. It ends as ACTIVE or, with the reason, as DOWN; the
     * attachment changes, and listeners are told, when it does.
     */
    PENDING,
    /** Nothing could be learned. */
    UNKNOWN
}
