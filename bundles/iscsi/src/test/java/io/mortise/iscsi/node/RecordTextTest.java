// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.iscsi.Captured;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;

public class RecordTextTest {
    private static final Iqn TARGET = Iqn.parse("iqn.2003-01.org.example:lab");
    private static final Portal PORTAL = Portal.parse("10.10.0.2:3260");

    private static NodeRecord captured(String name) {
        return NodeRecord.read(TARGET, "/x", Captured.text(name)).orElseThrow();
    }

    // os-brick D.4
    @Test
    public void writesWhatOpenIscsiTookInTheLabAndThatThereIsOneSession() {
        var expected =
                new TreeMap<>(RecordText.parse(Captured.text("node-record-as-written.conf")));
        expected.put("node.session.nr_sessions", "1");
        assertEquals(
                expected,
                RecordText.parse(
                        RecordText.minimal(
                                TARGET,
                                PORTAL,
                                OptionalInt.empty(),
                                Iface.of("default", "tcp"),
                                new LoginLimits(3, 1).settings())));
    }

    // peers C.43
    @Test
    public void readsARecordThatOpenIscsiMade() {
        NodeRecord record = captured("node-record-after-new.conf");
        assertEquals(PORTAL, record.portal());
        assertEquals("default", record.iface());
        assertEquals("10.10.0.2:3260", record.spelledPortal());
        assertEquals(
                "", RecordText.parse("iface.net_ifacename = <empty>").get("iface.net_ifacename"));
        assertEquals(new LoginLimits(15, 8), LoginLimits.of(record));
    }

    @Test
    public void whatAnotherProgramHasPutInThePlaceOfOursIsToldByItsForm() {
        assertFalse(captured("node-record-as-written.conf").isReplaced());
        assertTrue(captured("node-record-after-new.conf").isReplaced());
    }

    @Test
    public void ofMortiseIsWhatBearsItsLineAndHasItsForm() {
        String made =
                RecordText.minimal(
                        TARGET,
                        PORTAL,
                        OptionalInt.empty(),
                        Iface.of("default", "tcp"),
                        new LoginLimits(3, 1).settings());
        assertTrue(read(made).isOfMortise());
        assertTrue(read(RecordText.with(made, "node.session.timeo", "7")).isOfMortise());
        assertFalse(read(RecordText.with(made, "node.startup", "automatic")).isOfMortise());
        // somebody else's may look the same
        assertFalse(captured("node-record-as-written.conf").isOfMortise());
    }

    private static NodeRecord read(String text) {
        return NodeRecord.read(TARGET, "/x", text).orElseThrow();
    }

    @Test
    public void spellsAnIpv6PortalAsTheRecordDoes() {
        NodeRecord record =
                NodeRecord.read(
                                TARGET,
                                "/x",
                                "node.conn[0].address = FE80:0:0::2\nnode.conn[0].port = 3260\n")
                        .orElseThrow();
        assertEquals(Portal.parse("[fe80::2]:3260"), record.portal());
        assertEquals("[FE80:0:0::2]:3260", record.spelledPortal());
    }

    // os-brick D.9, peers C.52
    @Test
    public void aFileThatIsNoRecordIsNone() {
        assertEquals(true, NodeRecord.read(TARGET, "/x", "").isEmpty());
        assertEquals(true, NodeRecord.read(TARGET, "/x", "\0\1 garbage = x").isEmpty());
    }

    @Test
    public void changesOneValueAndLeavesTheRest() {
        String before = Captured.text("node-record-after-new.conf");
        String after = RecordText.with(before, "node.session.scan", "manual");
        assertEquals("manual", RecordText.parse(after).get("node.session.scan"));
        String back =
                RecordText.with(
                        after,
                        "node.session.scan",
                        RecordText.parse(before).get("node.session.scan"));
        assertEquals(before, back);
    }

    @Test
    public void addsAValueBeforeTheEndAndTakesItOutAgain() {
        String before = Captured.text("node-record-as-written.conf");
        String after = RecordText.with(before, "node.session.timeo.replacement_timeout", "7");
        assertEquals("7", RecordText.parse(after).get("node.session.timeo.replacement_timeout"));
        assertEquals("# END RECORD", after.lines().reduce((a, b) -> b).orElseThrow());
        assertEquals(before, RecordText.without(after, "node.session.timeo.replacement_timeout"));
        assertFalse(after.equals(before));
    }

    @Test
    public void aSlowRecordOfOthersIsBoundedAndItsScanTurnedOff() {
        assertEquals(
                Map.of(
                        "node.conn[0].timeo.login_timeout", "5",
                        "node.session.initial_login_retry_max", "1",
                        "node.session.scan", "manual"),
                NodeRecords.changes(captured("node-record-after-new.conf"), new LoginLimits(5, 1)));
    }

    @Test
    public void aRecordThatIsQuickerAlreadyKeepsItsLimits() {
        assertEquals(
                Set.of(),
                NodeRecords.changes(captured("node-record-as-written.conf"), new LoginLimits(5, 1))
                        .keySet());
    }

    // peers C.35
    @Test
    public void limitsFitIntoWhatIsLeftOfTheDeadline() {
        assertEquals(
                new LoginLimits(5, 1),
                LoginLimits.within(Duration.ofSeconds(60), Duration.ofSeconds(5), 1));
        assertEquals(
                new LoginLimits(3, 2),
                LoginLimits.within(Duration.ofSeconds(10), Duration.ofSeconds(5), 2));
        assertEquals(
                new LoginLimits(1, 1), LoginLimits.within(Duration.ZERO, Duration.ofSeconds(5), 1));
    }

    // what is taken out may be a secret
    @Test
    public void aSettingIsTakenOutHoweverItsLineIsWritten() {
        for (String line : List.of("a.b = x", "  a.b=x", "a.b\t = x\u0085y", "a.b = x\u2028y")) {
            String text = "# a.b = kept\n" + line + "\na.bc = z\n";
            assertEquals("# a.b = kept\na.bc = z\n", RecordText.without(text, "a.b"));
        }
    }
}
