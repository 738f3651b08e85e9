// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.iscsi.Captured;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class IscsiadmStatusTest {
    private static IscsiadmStatus captured(String name) {
        return status(Ending.EXITED, Captured.exit(name));
    }

    private static IscsiadmStatus status(Ending ending, int status) {
        return IscsiadmStatus.of(
                new CommandResult(List.of("iscsiadm"), ending, status, "", "", Duration.ZERO));
    }

    // os-brick D.8, os-brick D.52
    @Test
    public void tellsHowTheCapturedRunsEnded() {
        assertEquals(IscsiadmStatus.SUCCESS, captured("node-login-4-portals"));
        assertEquals(IscsiadmStatus.SESSION_EXISTS, captured("node-login-1-of-4-already"));
        assertEquals(IscsiadmStatus.TRANSPORT_TIMEOUT, captured("node-login-4-portals-one-drop"));
        assertEquals(IscsiadmStatus.TRANSPORT_TIMEOUT, captured("node-login-closed-port"));
        assertEquals(IscsiadmStatus.TRANSPORT_TIMEOUT, captured("node-login-mute"));
        assertEquals(IscsiadmStatus.LOGIN_AUTHENTICATION, captured("node-login-authentication"));
        assertEquals(IscsiadmStatus.NO_OBJECTS, captured("node-login-empty-record"));
        assertEquals(IscsiadmStatus.ISCSID_NOT_CONNECTED, captured("no-iscsid-node-login"));
        assertEquals(IscsiadmStatus.NO_OBJECTS, captured("node-logout-portal-without-session"));
        assertEquals(IscsiadmStatus.SYSFS_LOOKUP, captured("session-logout-unknown-sid"));
        assertEquals(IscsiadmStatus.DATABASE, captured("lock-stale-node-list"));
    }

    @Test
    public void aRunThatDidNotEndByItselfHasNoStatus() {
        assertEquals(IscsiadmStatus.KILLED, status(Ending.TIMED_OUT, 143));
        assertEquals(IscsiadmStatus.NOT_STARTED, status(Ending.NOT_STARTED, -1));
        assertEquals(IscsiadmStatus.OTHER, status(Ending.EXITED, 255));
        assertEquals(IscsiadmStatus.OTHER, status(Ending.EXITED, 139));
    }

    @Test
    public void onlyARunThatEndedByItselfTellsWhatIscsidDid() {
        assertTrue(status(Ending.EXITED, 0).tells());
        assertTrue(status(Ending.EXITED, 8).tells());
        assertTrue(status(Ending.NOT_STARTED, -1).tells());
        assertFalse(status(Ending.TIMED_OUT, 143).tells());
        assertFalse(status(Ending.EXITED, 137).tells());
    }
}
