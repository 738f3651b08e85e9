// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.iscsi.Captured;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * Records of other versions of open-iscsi than the lab's, and what those make of ours: as captured
 * with the programs of Debian 11 and 13.
 */
@RunWith(Parameterized.class)
public class OtherVersionsTest {
    private static final Iqn TARGET = Iqn.parse("iqn.2003-01.org.example:lab");
    private static final Portal PORTAL = Portal.parse("10.10.0.2:3260");

    @Parameters(name = "open-iscsi {0}")
    public static List<String> versions() {
        return List.of("2.1.3", "2.1.11");
    }

    @Parameter public String version;

    private String text(String name) {
        return Captured.of(version, name);
    }

    private List<NodeRecord> shown() {
        return Arrays.stream(text("ours-node-show.txt").split("# END RECORD"))
                .flatMap(text -> NodeRecord.read(TARGET, "", text).stream())
                .toList();
    }

    @Test
    public void itsOwnRecordIsReadAndChangedInPlace() {
        String made = text("node-record-after-new.conf");
        NodeRecord record = NodeRecord.read(TARGET, "/x", made).orElseThrow();
        assertEquals(PORTAL, record.portal());
        assertEquals("default", record.iface());
        // built in: no iscsid.conf said otherwise
        assertEquals(new LoginLimits(30, 4), LoginLimits.of(record));
        String changed = made;
        for (Map.Entry<String, String> change :
                NodeRecords.changes(record, new LoginLimits(3, 1)).entrySet()) {
            changed = RecordText.with(changed, change.getKey(), change.getValue());
        }
        assertEquals(made.lines().count(), changed.lines().count());
        NodeRecord again = NodeRecord.read(TARGET, "/x", changed).orElseThrow();
        assertEquals(new LoginLimits(3, 1), LoginLimits.of(again));
        assertEquals("manual", again.settings().get(LoginLimits.SCAN));
        NodeRecord itsWay =
                NodeRecord.read(TARGET, "/x", text("node-record-after-update.conf")).orElseThrow();
        assertEquals("manual", itsWay.settings().get(LoginLimits.SCAN));
        assertEquals("3", itsWay.settings().get(LoginLimits.TIMEOUT));
    }

    @Test
    public void ourRecordIsTheOneThatItWasGiven() {
        Map<String, String> more = new TreeMap<>(new LoginLimits(5, 1).settings());
        more.put("node.session.auth.authmethod", "CHAP");
        more.put("node.session.auth.username", "someone");
        more.put("node.session.auth.password", "abcdefghijkl");
        assertEquals(
                text("ours.conf"),
                RecordText.minimal(
                        TARGET, PORTAL, OptionalInt.empty(), Iface.of("default", "tcp"), more));
    }

    @Test
    public void itReadsOurRecordsAsTheyWereWrittenWithATagAndWithoutOne() {
        List<NodeRecord> records = shown();
        assertEquals(2, records.size());
        for (NodeRecord record : records) {
            assertEquals(PORTAL, record.portal());
            assertEquals(new LoginLimits(5, 1), LoginLimits.of(record));
            assertEquals("manual", record.settings().get(LoginLimits.SCAN));
            assertEquals("manual", record.settings().get("node.startup"));
            assertEquals("1", record.settings().get("node.session.nr_sessions"));
            assertEquals("CHAP", record.settings().get("node.session.auth.authmethod"));
            assertEquals("someone", record.settings().get("node.session.auth.username"));
            assertEquals("********", record.settings().get("node.session.auth.password"));
        }
        Map<String, String> tags = new TreeMap<>();
        records.forEach(r -> tags.put(r.iface(), r.settings().get("node.tpgt")));
        assertEquals(Map.of("default", "-1", "second", "1"), tags);
        assertTrue(text("ours-node.txt"), text("ours-node.txt").contains("10.10.0.2:3260,1 "));
    }

    @Test
    public void itsExitStatusesMeanTheSame() {
        assertEquals(IscsiadmStatus.NO_OBJECTS, status("node-none"));
        assertEquals(IscsiadmStatus.NO_OBJECTS, status("node-login-portal-no-record"));
        assertEquals(IscsiadmStatus.SYSFS_LOOKUP, status("session-logout-unknown-sid"));
    }

    private IscsiadmStatus status(String name) {
        int status = Captured.exitIn(text(name + ".txt"));
        return IscsiadmStatus.of(
                new CommandResult(
                        List.of("iscsiadm"), Ending.EXITED, status, "", "", Duration.ZERO));
    }
}
