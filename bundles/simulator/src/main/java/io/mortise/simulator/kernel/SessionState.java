// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

/** The kernel's states of an iSCSI session and of its one connection. */
public enum SessionState {
    /** Just made: it has no name and no socket yet. */
    NEW("FREE", "down"),
    /** It has a socket and the name of its target, and does not know yet through which portal. */
    NAMED("FREE", "bound"),
    /** Made, the login is under way. */
    OPENING("FREE", "bound"),
    /** Up. */
    UP("LOGGED_IN", "up"),
    /** The connection broke; disks wait until the recovery time is over. */
    FAILED("FAILED", "failed"),
    /** Still broken after the recovery time; disks answer with errors. */
    GIVEN_UP("FREE", "failed");

    private final String session;
    private final String connection;

    SessionState(String session, String connection) {
        this.session = session;
        this.connection = connection;
    }

    /** What {@code iscsi_session/sessionN/state} says. */
    public String session() {
        return session;
    }

    /** What {@code iscsi_connection/connectionN:0/state} says. */
    public String connection() {
        return connection;
    }
}
