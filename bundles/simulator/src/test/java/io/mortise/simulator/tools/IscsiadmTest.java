// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.simulator.system.Captured;
import io.mortise.simulator.system.Lab;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** iscsiadm against the transcripts of the real one. */
public class IscsiadmTest {
    private final Lab lab = new Lab();

    @After
    public void close() {
        assertEquals(List.of(), lab.fabric().unknownCalls());
        lab.close();
    }

    @Test
    public void withoutRecordsAndSessionsAllAnswersAreAsCaptured() {
        same(
                "version",
                "session-none",
                "session-none-P1",
                "session-none-P3",
                "node-none",
                "node-show-none",
                "node-login-no-records",
                "node-login-portal-no-record",
                "node-logout-no-records",
                "node-logout-portal-no-record",
                "node-delete-none",
                "node-delete-portal-none",
                "node-update-none",
                "session-logout-unknown-sid");
    }

    @Test
    public void recordsAndSessionsComeAndGoAsCaptured() {
        lab.records(4);
        same(
                "node-4-records",
                "node-4-records-P1",
                "node-show-portal",
                "node-logout-portal-without-session",
                "node-logout-without-sessions",
                "node-login-portal",
                "session-1",
                "session-1-P1",
                "session-1-P3",
                "node-login-portal-already",
                "node-login-1-of-4-already",
                "session-4",
                "node-login-4-of-4-already",
                "node-delete-portal-with-session");
        lab.simulated().computer().tree().remove(folder() + "/10.10.3.2,3260");
        same(
                "node-logout-portal-with-session-without-record",
                "node-logout-portal",
                "session-logout-sid",
                "node-logout-rest",
                "node-delete-portal",
                "node-delete-2-records");
        assertTrue(lab.fabric().leftovers().isEmpty());
        assertEquals(List.of(), lab.list("/etc/iscsi/nodes"));
    }

    @Test
    public void oneProcessForAllPortalsPrintsAsCaptured() {
        lab.records(4);
        same("node-login-4-portals");
        for (int k = 0; k < 4; k++) {
            lab.write("/sys/class/scsi_host/host" + k + "/scan", "0 0 1");
        }
        lab.settle();
        same(
                "session-4-P1",
                "session-4-P2",
                "session-4-P3",
                "node-logout-4-portals",
                "node-delete-4-records");
    }

    @Test
    public void writesRecordsByteForByteAsCaptured() {
        same("node-new");
        assertEquals(file("node-record-after-new.conf"), record());
        same("node-new-again", "node-update-several");
        assertEquals(file("node-record-after-update.conf"), record());
        same("node-update-unknown-name", "node-update-without-value", "node-new-bad-portal");
    }

    @Test
    public void showsNoPassword() {
        lab.record(
                Lab.IQN,
                "10.10.0.2:3260",
                "node.session.auth.authmethod = CHAP",
                "node.session.auth.username = someone",
                "node.session.auth.password = abcdefghijkl");
        same("node-show-chap");
    }

    @Test
    public void aSilentPortalEndsTheLoginWithEight() {
        lab.records(4);
        lab.portal(3).cut();
        same(
                "node-login-4-portals-one-drop",
                "session-3-while-one-drop",
                "node-login-portal-drop",
                "node-logout-3-of-4-one-drop");
    }

    @Test
    public void aRefusingPortalEndsTheLoginWithEight() {
        lab.records(4);
        lab.portal(3).refuse();
        same(
                "node-login-4-portals-one-reject",
                "session-3-while-one-reject",
                "node-login-portal-reject",
                "node-logout-3-of-4-one-reject");
    }

    @Test
    public void loginsThatTheTargetRefusesEndAsCaptured() {
        lab.records(1);
        lab.target().group(1).disable();
        same("node-login-group-disabled");
        lab.target().group(1).enable();
        lab.record(Lab.IQN + "-unknown", "10.10.0.2:3260");
        same("node-login-unknown-target");
        lab.record(Lab.IQN, "10.10.0.99:3260");
        same("node-login-no-such-address");
        lab.record(Lab.IQN, "10.10.0.2:3261");
        same("node-login-closed-port");
        lab.fabric().target(Lab.IQN + "-closed").group(1).portal("10.10.0.2:3260");
        lab.fabric().target(Lab.IQN + "-closed").group(1).denyAccess();
        lab.record(Lab.IQN + "-closed", "10.10.0.2:3260");
        same("node-login-no-access");
    }

    @Test
    public void withoutIscsidOnlyTheRecordsWork() {
        lab.records(2);
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "-p", "10.10.0.2:3260", "--login");
        lab.fabric().neighbour().stopIscsid();
        same(
                "no-iscsid-session",
                "no-iscsid-node-login",
                "no-iscsid-node-logout",
                "no-iscsid-node-delete");
    }

    @Test
    public void aClientWhoseIscsidEndsPrintsAsCaptured() {
        lab.record(Lab.IQN, "10.10.0.2:3999", "node.conn[0].timeo.login_timeout = 60");
        lab.target().portal("10.10.0.2:3999").silence();
        Captured captured = captured("iscsid-ends-unanswered-KILL-client");
        same(
                "iscsid-ends-unanswered-KILL-client",
                captured,
                lab.meanwhile(
                        Duration.ofSeconds(1),
                        () -> lab.fabric().neighbour().stopIscsid(),
                        captured.argv().toArray(String[]::new)));
        same("iscsid-ends-unanswered-KILL-logout-without-iscsid");
    }

    @Test
    public void aRecordOfDiscoveryWorksLikeOneOfOurs() {
        lab.file(
                folder() + "/10.10.0.2,3260,1/default",
                "node.name = "
                        + Lab.IQN
                        + "\nnode.tpgt = 1\nnode.session.scan = manual\n"
                        + "node.conn[0].address = 10.10.0.2\nnode.conn[0].port = 3260\n");
        same(
                "node-1-record-of-discovery",
                "node-login-record-of-discovery",
                "node-delete-record-of-discovery-with-session");
    }

    @Test
    public void anEmptyRecordIsNone() {
        lab.file(folder() + "/10.10.0.2,3260", "");
        same("node-login-empty-record");
    }

    private static String folder() {
        return "/etc/iscsi/nodes/" + Lab.IQN;
    }

    private String record() {
        return lab.read(folder() + "/10.10.0.2,3260");
    }

    private static String file(String name) {
        return String.join("\n", Captured.lines("open-iscsi-2.1.8/" + name));
    }

    private void same(String... names) {
        for (String name : names) {
            Captured captured = captured(name);
            same(name, captured, lab.run(captured.argv()));
        }
    }

    private static Captured captured(String name) {
        return Captured.of("open-iscsi-2.1.8/" + name);
    }

    private static void same(String name, Captured captured, CommandResult result) {
        assertEquals(name, captured.status(), result.status());
        assertEquals(name, plain(captured.out()), plain(result.out()));
        assertEquals(name, plain(captured.err()), plain(result.err()));
    }

    /**
     * Without the numbers of sessions; the lab takes records in the order of its file system's
     * hashes.
     */
    private static String plain(String text) {
        String numberless =
                text.replaceAll("sid: \\d+", "sid: N")
                        .replaceAll("SID: \\d+", "SID: N")
                        .replaceAll("(?m)^tcp: \\[\\d+\\]", "tcp: [N]")
                        .replaceAll("Host Number: \\d+", "Host Number: N")
                        .replaceAll("scsi\\d+ Channel", "scsiN Channel")
                        .replaceAll("scsi disk sd[a-d]", "scsi disk sdX");
        String[] lines = numberless.split("\n");
        Arrays.sort(lines);
        return String.join("\n", lines);
    }
}
