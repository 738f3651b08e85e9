// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import java.util.Objects;

/**
 * A session as the kernel shows it.
 *
 * @param sid its number
 * @param name target, persistent portal and iface
 * @param state {@code LOGGED_IN}, {@code FAILED} or {@code FREE}
 * @param connection the connection's state: {@code up}, {@code down}, {@code failed}, {@code
 *     bound}...; "" if there is none
 * @param host the number of its SCSI host
 */
public record Session(int sid, SessionName name, String state, String connection, int host) {
    public Session {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(connection, "connection");
    }

    /** Whether the login is complete and the connection stands. */
    public boolean up() {
        return state.equals("LOGGED_IN") && connection.equals("up");
    }

    /** A phrase for people. */
    public String describe() {
        return "session %d (%s, connection %s)"
                .formatted(sid, state, connection.isEmpty() ? "none" : connection);
    }
}
