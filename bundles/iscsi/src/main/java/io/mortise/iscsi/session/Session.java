// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import io.mortise.scsi.Hctl;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A session as the kernel shows it.
 *
 * @param sid its number
 * @param name target, persistent portal and iface
 * @param state {@code LOGGED_IN}, {@code FAILED} or {@code FREE}
 * @param connection the connection's state: {@code up}, {@code down}, {@code failed}, {@code
 *     bound}...; "" if there is none
 * @param host the number of its SCSI host, which sessions of an offload card share
 * @param target the number of its target there; empty if the kernel does not tell it, or has taken
 *     it from the session, whose disks are going
 */
public record Session(
        int sid, SessionName name, String state, String connection, int host, OptionalInt target) {
    public Session {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(target, "target");
    }

    /** Whether the login is complete and the connection stands. */
    public boolean up() {
        return state.equals("LOGGED_IN") && connection.equals("up");
    }

    /** Whether an address is, or may be, one of its own. */
    public boolean mayHold(Hctl address) {
        return address.host() == host
                && (target.isEmpty() || target.getAsInt() == address.target());
    }

    /** A phrase for people. */
    public String describe() {
        return "session %d (%s, connection %s)"
                .formatted(sid, state, connection.isEmpty() ? "none" : connection);
    }
}
