// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static io.mortise.contract.Shape.LOGIN_IFACE;
import static io.mortise.contract.Shape.LOGIN_PORTAL;
import static io.mortise.contract.Shape.LOGIN_TARGET;
import static io.mortise.contract.Shape.LOGOUT_SESSION;
import static io.mortise.contract.Shape.LOGOUT_TARGET;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.iscsi.node.IscsiadmStatus;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.session.Session;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class IscsiadmContractTest extends Contract {
    private static final String FOLDER = "open-iscsi-2.1.8/";

    private static void agree(String fixture, CommandResult result) {
        Captured.of(FOLDER + fixture).agrees(result);
    }

    private CommandResult loginTarget() {
        return on(() -> iscsiadm().login(TARGET, in(LONG))).command();
    }

    private CommandResult login(NodeRecord record) {
        return on(() -> iscsiadm().login(record, in(LONG))).command();
    }

    private CommandResult logoutTarget() {
        return on(() -> iscsiadm().logout(TARGET, in(LONG))).command();
    }

    private CommandResult logout(int sid) {
        return on(() -> iscsiadm().logout(sid, in(LONG))).command();
    }

    private long up() {
        return sessions().stream().filter(Session::up).count();
    }

    @Test
    @Covers(LOGIN_TARGET)
    public void aLoginToATargetOpensASessionThroughEachPortalThatHasARecord() {
        records();
        agree("node-login-4-portals", loginTarget());
        until("four sessions", () -> up() == 4);
        agree("node-login-4-of-4-already", loginTarget());
        assertEquals(4, sessions().size());
    }

    @Test
    @Covers({LOGIN_TARGET, LOGIN_PORTAL})
    public void aLoginToATargetOpensTheSessionsThatAreMissing() {
        agree("node-login-portal", login(records().get(0)));
        agree("node-login-portal-already", login(record(0)));
        agree("node-login-1-of-4-already", loginTarget());
        until("four sessions", () -> up() == 4);
    }

    @Test
    @Covers(LOGIN_TARGET)
    public void aLoginToATargetWithoutRecordsFindsNothing() {
        agree("node-login-no-records", loginTarget());
    }

    @Test
    @Covers(LOGIN_TARGET)
    public void aPortalThatRefusesFailsTheLoginButNotTheOthers() {
        records();
        ground().refuse(3);
        agree("node-login-4-portals-one-reject", loginTarget());
        assertEquals(3, up());
    }

    @Test
    @Covers(LOGIN_TARGET)
    public void aPortalThatIsCutOffFailsTheLoginAfterItsLimitButNotTheOthers() {
        records();
        ground().cut(3);
        agree("node-login-4-portals-one-drop", loginTarget());
        assertEquals(3, up());
    }

    @Test
    @Covers(LOGIN_TARGET)
    public void aLoginThatIsKilledGoesOnInIscsidAndLeavesNoLock() {
        records();
        ground().cut(3);
        CommandResult killed =
                on(() -> iscsiadm().login(TARGET, in(Duration.ofMillis(1500)))).command();
        assertEquals(Ending.TIMED_OUT, killed.ending());
        until("three sessions", () -> up() == 3);
        assertFalse(on(() -> ground().host().files().exists("/run/lock/iscsi/lock.write")));
    }

    // peers C.54
    @Test
    @Covers({LOGIN_PORTAL, LOGIN_TARGET})
    public void withoutIscsidALoginFails() {
        NodeRecord record = record(1);
        ground().stopIscsid();
        agree("no-iscsid-node-login", login(record));
        assertEquals(20, loginTarget().status());
        ground().startIscsid();
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aLoginThroughAPortalWithoutRecordFindsNothing() {
        NodeRecord record = record(0);
        on(
                () -> {
                    ground().host().files().remove(record.path());
                    return true;
                });
        agree("node-login-portal-no-record", login(record));
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aPortalThatRefusesFailsItsLogin() {
        List<NodeRecord> records = records();
        ground().refuse(3);
        agree("node-login-portal-reject", login(records.get(3)));
        assertEquals(0, up());
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aPortalThatIsCutOffFailsItsLogin() {
        List<NodeRecord> records = records();
        ground().cut(3);
        agree("node-login-portal-drop", login(records.get(3)));
        assertEquals(0, up());
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aTargetThatDoesNotServeFailsTheLogin() {
        NodeRecord record = record(0);
        ground().serve(false);
        agree("node-login-group-disabled", login(record));
        ground().serve(true);
    }

    @Test
    @Covers(LOGIN_IFACE)
    public void aLoginThroughAnIfaceIsTheSameAsThroughItsPortal() {
        NodeRecord record = record(0);
        agree("node-login-portal", on(() -> iscsiadm().loginByIface(record, in(LONG))).command());
        agree(
                "node-login-portal-already",
                on(() -> iscsiadm().loginByIface(record, in(LONG))).command());
    }

    @Test
    @Covers(LOGIN_IFACE)
    public void aLoginThroughAnIfaceWithoutRecordFindsNothing() {
        NodeRecord record = record(0);
        on(
                () -> {
                    ground().host().files().remove(record.path());
                    return true;
                });
        assertEquals(
                IscsiadmStatus.NO_OBJECTS,
                on(() -> iscsiadm().loginByIface(record, in(LONG))).status());
    }

    @Test
    @Covers(LOGOUT_TARGET)
    public void aLogoutOfATargetClosesAllItsSessions() {
        login();
        agree("node-logout-4-portals", logoutTarget());
        until("no session", () -> sessions().isEmpty());
        agree("node-logout-without-sessions", logoutTarget());
    }

    @Test
    @Covers(LOGOUT_TARGET)
    public void aLogoutOfATargetWithoutRecordsFindsNothing() {
        agree("node-logout-no-records", logoutTarget());
    }

    // os-brick D.67
    @Test
    @Covers(LOGOUT_SESSION)
    public void aLogoutOfASessionClosesThatOneOnly() {
        login();
        agree("session-logout-sid", logout(session(0).sid()));
        until("three sessions", () -> sessions().size() == 3);
    }

    @Test
    @Covers(LOGOUT_SESSION)
    public void aLogoutOfASessionThatIsNotThereFindsNothing() {
        agree("session-logout-unknown-sid", logout(99));
    }

    // peers C.22
    @Test
    @Covers({LOGOUT_SESSION, LOGOUT_TARGET})
    public void sessionsOfACutPortalCanBeClosed() {
        login();
        ground().cut(0);
        pass(Duration.ofSeconds(15));
        assertEquals(0, logout(session(0).sid()).status());
        assertEquals(0, logoutTarget().status());
        until("no session", () -> sessions().isEmpty());
    }

    @Test
    @Covers({LOGOUT_SESSION, LOGOUT_TARGET})
    public void withoutIscsidNoSessionIsClosed() {
        login();
        ground().stopIscsid();
        assertEquals(Ending.EXITED, logout(session(0).sid()).ending());
        assertEquals(21, logoutTarget().status());
        assertEquals(4, sessions().size());
        ground().startIscsid();
    }

    @Test
    @Covers({LOGIN_TARGET, LOGOUT_TARGET})
    public void aStaleLockOfTheRecordsHoldsALoginForHalfAMinuteAndALogoutToo() {
        records();
        var files = ground().host().files();
        on(() -> files.hardLink("/run/lock/iscsi/lock", "/run/lock/iscsi/lock.write"));
        CommandResult late = loginTarget();
        assertEquals(late.describe(), 0, late.status());
        assertEquals(late.describe(), true, late.took().toSeconds() >= 30);
        on(
                () -> {
                    files.remove("/run/lock/iscsi/lock.write");
                    return true;
                });
        assertEquals(0, logoutTarget().status());
    }
}
