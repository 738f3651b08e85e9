// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

/**
 * When a step's turn comes as a trail is walked back: in this order, each phase whole before the
 * next.
 */
public enum Phase {
    /** The device that stands on top of the disks. */
    MAP,
    /** Disks. */
    DISK,
    /** Sessions, which carry disks. */
    SESSION,
    /** Records, which describe sessions. */
    RECORD
}
