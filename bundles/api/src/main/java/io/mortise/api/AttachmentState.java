// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/** Where an attachment is in its life. */
public enum AttachmentState {
    /** Steps are being done; there is no device yet. */
    ATTACHING,
    /** Proven, with every path asked for. */
    ATTACHED,
    /**
     * Proven and usable, but with fewer paths than asked for, or without the map that was wanted.
     */
    DEGRADED,
    /** Steps are being undone. */
    DETACHING,
    /** An attach or detach ended half way: what is left waits for recovery. */
    LEFTOVER,
    /** The connector that knows its steps is not there. */
    WAITING,
    /** The host has rebooted since: nothing of it is there, but it can be attached again. */
    ABSENT
}
