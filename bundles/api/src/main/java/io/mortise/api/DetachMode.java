// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/** How far a detach goes when something is in its way. */
public enum DetachMode {
    /** As the configuration keys {@code force} and {@code ignore_errors} say. */
    CONFIGURED,
    /** The first failure stops it, with the volume still usable. */
    SAFE,
    /**
     * Failures are collected and the rest is still done; unwritten data may be lost; then it fails,
     * telling all.
     */
    FORCED,
    /** As FORCED, but the failures are reported in the result and nothing is thrown. */
    FORCED_IGNORING_ERRORS
}
