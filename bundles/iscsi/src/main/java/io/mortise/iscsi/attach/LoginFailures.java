// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Reason;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.node.IscsiadmStatus;

/** What a failed login means, by the exit status of iscsiadm. */
final class LoginFailures {
    private LoginFailures() {}

    // 2.1.8 exits 8 for a silent portal, a closed port, a disabled portal group and an unknown
    // target alike
    static Reason reason(IscsiadmStatus status, Credentials credentials) {
        return switch (status) {
            case TRANSPORT, TRANSPORT_TIMEOUT -> Reason.PORTAL_UNREACHABLE;
            case LOGIN_AUTHENTICATION -> Reason.AUTHENTICATION_FAILED;
            // 2.1.8 exits so when the target fails to prove itself, and when it asks for no
            // credentials where we insist on them
            case FATAL_LOGIN ->
                    credentials.none() ? Reason.LOGIN_REFUSED : Reason.AUTHENTICATION_FAILED;
            case LOGIN -> Reason.LOGIN_REFUSED;
            case ISCSID_COMMUNICATION, ISCSID_NOT_CONNECTED, NOT_STARTED -> Reason.TOOL_MISSING;
            case DATABASE, BAD_ARGUMENT, NO_OBJECTS -> Reason.TOOL_FAILED;
            case KILLED -> Reason.TIMED_OUT;
            default -> Reason.LOGIN_FAILED;
        };
    }

    /** A phrase about the credentials if they are at fault, without any secret; else empty. */
    static String why(Reason reason, Credentials credentials) {
        if (reason != Reason.AUTHENTICATION_FAILED) {
            return "";
        }
        if (credentials.none()) {
            return "the target asks for credentials, and none were given: ";
        }
        return (credentials.mutual()
                ? "the target refuses " + credentials + ", or does not prove itself: "
                : "the target refuses " + credentials + ": ");
    }
}
