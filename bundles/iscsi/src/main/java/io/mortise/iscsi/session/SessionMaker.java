// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells what became of the iscsid that made a session. An iscsid has the kernel make a session
 * first, and tells it target and portal afterwards, a message each; if it ends between them, the
 * next one finds a session that it can neither bring up nor close. Thread-safe.
 */
final class SessionMaker {
    private static final Pattern PID = Pattern.compile("\\d{1,10}");
    private static final String UNSET = "(null)";
    private static final String NO_PORT = "0";

    private final HostFiles files;

    SessionMaker(HostFiles files) {
        this.files = files;
    }

    /**
     * Whether a session lacks its target or portal, and its maker has ended, so that nobody will
     * ever log it in. The kernel shows the process that made it ({@code creator} in {@code
     * drivers/scsi/scsi_transport_iscsi.c}). Another iscsid has to be seen in its place: where
     * processes are hidden, in a container, nothing follows from not seeing one.
     *
     * @param session its folder in sysfs
     * @param connection that of its connection
     * @return false also if it can't be told
     */
    boolean hasLeft(String session, String connection) {
        try {
            boolean halfMade =
                    is(UNSET, session + "/targetname")
                            || is(UNSET, connection + "/persistent_address")
                            || is(NO_PORT, connection + "/persistent_port");
            return halfMade
                    && !is("LOGGED_IN", session + "/state")
                    && ended(text(session + "/creator"))
                    && anotherRuns();
        } catch (HostFailure unknown) {
            return false;
        }
    }

    // of what a driver made by itself the creator is no process
    private boolean ended(Optional<String> creator) {
        return creator.filter(PID.asMatchPredicate()).filter(pid -> !isIscsid(pid)).isPresent();
    }

    private boolean anotherRuns() {
        return files.list("/proc").stream()
                .filter(PID.asMatchPredicate())
                .anyMatch(
                        pid -> {
                            try {
                                return isIscsid(pid);
                            } catch (HostFailure ended) {
                                return false;
                            }
                        });
    }

    private boolean isIscsid(String pid) {
        return is("iscsid", "/proc/" + pid + "/comm");
    }

    private boolean is(String expected, String path) {
        return text(path).equals(Optional.of(expected));
    }

    private Optional<String> text(String path) {
        return files.read(path).map(String::strip);
    }
}
