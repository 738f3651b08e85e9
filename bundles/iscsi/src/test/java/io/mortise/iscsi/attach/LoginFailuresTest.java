// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import static org.junit.Assert.assertEquals;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.Reason;
import io.mortise.api.Secret;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.node.IscsiadmStatus;
import io.mortise.simulator.SimulatedHost;
import java.util.Optional;
import org.junit.Test;

public class LoginFailuresTest {
    private static Reason reason(IscsiadmStatus status) {
        return LoginFailures.reason(status, Credentials.NONE);
    }

    @Test
    public void withCredentialsALoginThatIsNotTriedAgainFailedForThem() {
        var chap = Chap.oneWay(new ChapUser("host", Secret.inFile("/secret")));
        var host = SimulatedHost.virtual(1);
        host.computer().tree().file("/secret", "a secret\n");
        var credentials =
                host.call(() -> Credentials.of(Optional.of(chap), host.host().files()))
                        .orElseThrow();
        host.close();
        Reason reason = LoginFailures.reason(IscsiadmStatus.FATAL_LOGIN, credentials);
        assertEquals(Reason.AUTHENTICATION_FAILED, reason);
        assertEquals(
                "the target refuses credentials of host: ", LoginFailures.why(reason, credentials));
    }

    // os-brick D.13, os-brick D.17, peers C.44
    @Test
    public void eachStatusHasItsReason() {
        assertEquals(Reason.PORTAL_UNREACHABLE, reason(IscsiadmStatus.TRANSPORT_TIMEOUT));
        assertEquals(Reason.AUTHENTICATION_FAILED, reason(IscsiadmStatus.LOGIN_AUTHENTICATION));
        assertEquals(Reason.LOGIN_REFUSED, reason(IscsiadmStatus.FATAL_LOGIN));
        assertEquals(Reason.TOOL_MISSING, reason(IscsiadmStatus.ISCSID_NOT_CONNECTED));
        assertEquals(Reason.TOOL_MISSING, reason(IscsiadmStatus.NOT_STARTED));
        assertEquals(Reason.TIMED_OUT, reason(IscsiadmStatus.KILLED));
        // "success" without a session is a failure all the same (os-brick D.17)
        assertEquals(Reason.LOGIN_FAILED, reason(IscsiadmStatus.SUCCESS));
    }
}
