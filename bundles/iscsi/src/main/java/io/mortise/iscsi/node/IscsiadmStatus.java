// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.host.CommandResult;
import java.util.Arrays;

/** How iscsiadm ended: its exit statuses, as in open-iscsi's {@code iscsi_err.h}. */
public enum IscsiadmStatus {
    SUCCESS(0),
    GENERIC(1),
    SESSION_NOT_FOUND(2),
    NO_MEMORY(3),
    TRANSPORT(4),
    LOGIN(5),
    DATABASE(6),
    BAD_ARGUMENT(7),
    TRANSPORT_TIMEOUT(8),
    INTERNAL(9),
    LOGOUT(10),
    PDU_TIMEOUT(11),
    TRANSPORT_NOT_FOUND(12),
    ACCESS(13),
    TRANSPORT_CAPABILITIES(14),
    SESSION_EXISTS(15),
    INVALID_REQUEST(16),
    ISNS_UNAVAILABLE(17),
    ISCSID_COMMUNICATION(18),
    FATAL_LOGIN(19),
    ISCSID_NOT_CONNECTED(20),
    NO_OBJECTS(21),
    SYSFS_LOOKUP(22),
    HOST_NOT_FOUND(23),
    LOGIN_AUTHENTICATION(24),
    ISNS_QUERY(25),
    ISNS_REGISTRATION(26),
    NOT_SUPPORTED(27),
    BUSY(28),
    AGAIN(29),
    UNKNOWN_DISCOVERY(30),
    CHILD_TERMINATED(31),
    SESSION_NOT_CONNECTED(32),
    /** It exited with a status that is none of its own: somebody killed it, or it crashed. */
    OTHER(-1),
    /** It ran out of time and was killed: what it did is unknown. */
    KILLED(-1),
    /** There is no such program. */
    NOT_STARTED(-1);

    private final int status;

    IscsiadmStatus(int status) {
        this.status = status;
    }

    /** Whether it ended by itself; else iscsid may go on with what it was asked for. */
    public boolean tells() {
        return this != KILLED && this != OTHER;
    }

    /** The status of a finished run. */
    public static IscsiadmStatus of(CommandResult result) {
        return switch (result.ending()) {
            case TIMED_OUT -> KILLED;
            case NOT_STARTED -> NOT_STARTED;
            case EXITED ->
                    Arrays.stream(values())
                            .filter(s -> s.status >= 0 && s.status == result.status())
                            .findFirst()
                            .orElse(OTHER);
        };
    }
}
