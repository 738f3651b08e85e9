// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import static io.mortise.iscsi.Scene.TARGET;
import static io.mortise.iscsi.Scene.portal;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.iscsi.Captured;
import io.mortise.iscsi.Scene;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class NodeRecordsTest {
    private static final String FOLDER = "/etc/iscsi/nodes/" + TARGET;
    private static final NodeCredentials NONE = new NodeCredentials(Credentials.NONE);
    private static final String LINK = "/run/lock/iscsi/lock.write";

    private final Scene scene = new Scene();

    @After
    public void close() {
        scene.close();
    }

    @SuppressWarnings("try") // the lock is only to be held
    private static boolean make(Host host) {
        var records = new NodeRecords(host);
        try (Held lock = records.lock(Scene.soon(host))) {
            assertTrue(host.files().exists(LINK));
            MadeRecord.make(records, NONE);
        }
        return true;
    }

    private static boolean write(Host host, String path, String text) {
        host.files().makeDirectories(path.substring(0, path.lastIndexOf('/')));
        host.files().replace(path, "/etc/iscsi/t", text.getBytes(StandardCharsets.UTF_8));
        return true;
    }

    // os-brick D.7
    @Test
    public void aRecordIsMadeUnderTheLockAndFoundAgainByItsPortal() {
        scene.on(NodeRecordsTest::make);
        assertEquals(
                List.of(FOLDER + "/10.10.0.2,3260"),
                scene.on(
                        host ->
                                new NodeRecords(host)
                                        .of(TARGET).stream().map(NodeRecord::path).toList()));
        assertEquals(false, scene.on(host -> host.files().exists(LINK)));
    }

    @Test
    public void aFileCutShortInThePlaceOfARecordIsNotTakenForNone() {
        String path = FOLDER + "/10.10.0.2,3260";
        scene.on(NodeRecordsTest::make);
        assertEquals(
                Optional.empty(),
                scene.on(host -> new NodeRecords(host).unreadable(TARGET, portal(0))));
        scene.on(host -> write(host, path, "# BEGIN RECORD"));
        scene.on(host -> write(host, path + "1", "# BEGIN RECORD"));
        assertEquals(
                Optional.of(path),
                scene.on(host -> new NodeRecords(host).unreadable(TARGET, portal(0))));
    }

    @Test
    public void deletingTheLastRecordLeavesNoFolder() {
        scene.on(NodeRecordsTest::make);
        scene.on(
                host -> {
                    var records = new NodeRecords(host);
                    records.of(TARGET).forEach(records::delete);
                    return true;
                });
        assertEquals(false, scene.on(host -> host.files().exists(FOLDER)));
    }

    @Test
    public void recordsOfDiscoveryStandInFoldersOfTheirOwn() {
        String folder = FOLDER + "/10.10.0.2,3260,1";
        String text = Captured.text("node-record-after-new.conf");
        scene.on(host -> write(host, folder + "/default", text));
        scene.on(host -> write(host, folder + "/eth7", text.replace("= default", "= eth7")));
        scene.on(
                host -> {
                    var records = new NodeRecords(host);
                    assertEquals(2, records.of(TARGET).size());
                    records.delete(records.find(TARGET, portal(0), "eth7").orElseThrow());
                    assertTrue(host.files().exists(folder));
                    records.delete(records.find(TARGET, portal(0), "default").orElseThrow());
                    assertEquals(false, host.files().exists(folder));
                    return true;
                });
    }

    @Test
    public void theNewerPlaceOfRecordsIsTakenWhereThereIsOne() {
        scene.on(host -> write(host, "/var/lib/iscsi/nodes/x/y", ""));
        scene.on(NodeRecordsTest::make);
        assertTrue(
                scene.on(
                        host ->
                                host.files()
                                        .exists(
                                                "/var/lib/iscsi/nodes/"
                                                        + TARGET
                                                        + "/10.10.0.2,3260")));
    }

    @Test
    public void aSettingIsChangedAndGivenBack() {
        String text = Captured.text("node-record-after-new.conf");
        String path = FOLDER + "/10.10.0.2,3260";
        scene.on(host -> write(host, path, text));
        scene.on(
                host -> {
                    var records = new NodeRecords(host);
                    NodeRecord record = records.of(TARGET).get(0);
                    records.set(record, LoginLimits.SCAN, "manual");
                    assertEquals(
                            "manual", records.of(TARGET).get(0).settings().get(LoginLimits.SCAN));
                    records.set(record, LoginLimits.SCAN, record.settings().get(LoginLimits.SCAN));
                    return true;
                });
        assertEquals(text, scene.on(host -> host.files().read(path).orElseThrow()));
    }

    @Test
    public void aLockThatAKilledIscsiadmLeftIsRemovedAfterHalfAMinute() {
        scene.fabric().neighbour().leaveStaleLock();
        Duration took =
                scene.on(
                        host -> {
                            long begun = host.tasks().nanos();
                            make(host);
                            return Duration.ofNanos(host.tasks().nanos() - begun);
                        });
        assertEquals(30, took.toSeconds());
        assertEquals(false, scene.on(host -> host.files().exists(LINK)));
    }

    @Test
    public void aLockThatIsHeldLongerThanTheDeadlineIsReported() {
        scene.fabric().neighbour().leaveStaleLock();
        VolumeException locked =
                scene.on(
                        host ->
                                assertThrows(
                                        VolumeException.class,
                                        () ->
                                                new NodeRecords(host)
                                                        .lock(
                                                                host.tasks()
                                                                        .deadline(
                                                                                Duration.ofSeconds(
                                                                                        3)))));
        assertEquals(Reason.NODE_DB_LOCKED, locked.reason());
        assertTrue(scene.on(host -> host.files().exists(LINK)));
    }
}
