// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

/** open-iscsi's results, which are iscsiadm's exit statuses (include/iscsi_err.h). */
public final class IscsiStatus {
    public static final int SUCCESS = 0;
    public static final int GENERAL = 1;
    public static final int DATABASE = 6;
    public static final int INVALID = 7;
    public static final int CONNECTION_TIMEOUT = 8;
    public static final int INTERNAL = 9;
    public static final int PDU_TIMEOUT = 11;
    public static final int SESSION_EXISTS = 15;
    public static final int COMMUNICATION = 18;
    public static final int FATAL_LOGIN = 19;
    public static final int DAEMON = 20;
    public static final int NO_OBJECTS = 21;
    public static final int NO_SESSION_INFO = 22;
    public static final int LOGIN_NOT_AUTHORIZED = 24;
    public static final int SESSION_NOT_CONNECTED = 32;

    private IscsiStatus() {}

    /** What iscsiadm calls it. */
    public static String text(int status) {
        return switch (status) {
            case SUCCESS -> "no error";
            case DATABASE -> "encountered iSCSI database failure";
            case INVALID -> "invalid parameter";
            case CONNECTION_TIMEOUT -> "connection timed out";
            case INTERNAL -> "internal error";
            case PDU_TIMEOUT -> "iSCSI PDU timed out";
            case SESSION_EXISTS -> "session exists";
            case COMMUNICATION -> "could not communicate to iscsid";
            case FATAL_LOGIN -> "encountered non-retryable iSCSI login failure";
            case DAEMON -> "could not connect to iscsid";
            case NO_OBJECTS -> "no records/targets/sessions/portals found";
            case LOGIN_NOT_AUTHORIZED -> "iSCSI login failed due to authorization failure";
            case SESSION_NOT_CONNECTED -> "target likely not connected";
            default -> "unknown error";
        };
    }
}
