// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

/** How a lock is held. */
public enum Access {
    /** By any number at once. */
    SHARED,
    /** By one alone. */
    EXCLUSIVE
}
