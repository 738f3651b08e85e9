// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/** Why an operation failed: the same word in services, shell, JMX, events and logs. */
public enum Reason {
    /** A value of the request is not of its form; nothing was touched. */
    BAD_INPUT,
    /** Understood, but not supported yet or not by this connector; nothing was touched. */
    UNSUPPORTED,
    /** There is no such attachment, session, map or connector. */
    NOT_FOUND,
    /** The attachment belongs to another owner. */
    OWNED_BY_ANOTHER,
    /** Another operation holds the volume. */
    BUSY,
    /** The operation's deadline passed. */
    TIMED_OUT,
    /** The bundle is stopping, or the operation was cancelled. */
    CANCELLED,
    /** No connection to the portal could be made in time. */
    PORTAL_UNREACHABLE,
    /** The target refused the login for want of valid credentials. */
    AUTHENTICATION_FAILED,
    /** The portal does not know the target, or refused the login. */
    LOGIN_REFUSED,
    /** The login failed for another cause. */
    LOGIN_FAILED,
    /** The session is up, but the target has no such LUN for this host. */
    LUN_NOT_FOUND,
    /** Fewer paths than the configured minimum were up. */
    NO_PATHS,
    /** A path does not work, and what was asked for needs all of them; nothing was touched. */
    PATH_DOWN,
    /** Multipath is enforced and multipathd does not answer. */
    MULTIPATH_UNAVAILABLE,
    /** Multipath is enforced and no map formed. */
    MAP_NOT_FORMED,
    /** Nothing proves which volume this is. */
    IDENTITY_UNKNOWN,
    /**
     * It is proven to be another volume than the one asked for, or paths lead to different ones.
     */
    FOREIGN_DATA,
    /** The device is mounted, swapped on, or held open by another device or program. */
    IN_USE,
    /** Unwritten data could not be brought to the volume. */
    FLUSH_FAILED,
    /** A map, disk or session could not be removed. */
    REMOVAL_FAILED,
    /** No path of the map works, so nothing can be flushed. */
    NO_USABLE_PATH,
    /** The journal can't be written or is held by another process; no work is begun. */
    JOURNAL_UNAVAILABLE,
    /** open-iscsi's database is locked by somebody else. */
    NODE_DB_LOCKED,
    /** A program or daemon that is needed is missing, or does not run. */
    TOOL_MISSING,
    /** A program or daemon failed or answered what can't be understood. */
    TOOL_FAILED,
    /** The kernel or the file system refused. */
    HOST_FAILED,
    /** A defect of Mortise itself. */
    INTERNAL
}
