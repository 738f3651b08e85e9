// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.scsi.Captured;
import io.mortise.scsi.Hctl;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class DaemonTablesTest {
    private static final String FOLDER = "multipath-tools/0.9.4/";
    private static final Wwid WWID = new Wwid("36001405a0b1c201e4f54a6b8c7d9e0f1");

    @Test
    public void readsPathsWithTheirStates() {
        List<PathStatus> paths =
                DaemonTables.paths(Captured.text(FOLDER + "show-paths-one-failed"));
        assertEquals(
                new PathStatus(
                        "sdd",
                        Optional.of(Hctl.parse("3:0:0:1")),
                        "failed",
                        "faulty",
                        Optional.of(WWID),
                        WWID.text()),
                paths.get(3));
        assertEquals(
                List.of(true, true, true, false), paths.stream().map(PathStatus::active).toList());
        assertEquals(
                List.of(false, false, false, true),
                paths.stream().map(PathStatus::failed).toList());
    }

    // as seen in the guest a moment after a path joined, and as print.c writes a path without map
    // peers C.59
    @Test
    public void readsCheckersOfTwoWordsAndPathsThatAreNotKnownYet() {
        List<PathStatus> paths =
                DaemonTables.paths(
                        "sda|0:0:0:1|active|i/o pending|"
                                + WWID
                                + "|x\n"
                                + "sdb|#:#:#:#|undef|undef||[orphan]\n");
        assertEquals("i/o pending", paths.get(0).checker());
        assertTrue(paths.get(0).active());
        assertEquals(
                new PathStatus("sdb", Optional.empty(), "undef", "undef", Optional.empty(), ""),
                paths.get(1));
    }

    @Test
    public void aPathThatTheCheckerFoundFaultyIsNotActiveAnyMore() {
        List<PathStatus> paths = DaemonTables.paths("sda|0:0:0:1|active|faulty|" + WWID + "|x\n");
        assertFalse(paths.get(0).active());
        assertFalse(paths.get(0).failed());
    }

    @Test
    public void readsMapsAndWhetherTheyQueue() {
        MapStatus map = DaemonTables.maps(Captured.text(FOLDER + "show-maps-4-paths")).get(0);
        assertEquals(
                new MapStatus(WWID.text(), WWID, "dm-0", "active", "12 chk", "1 queue_if_no_path"),
                map);
        assertTrue(map.queues());
        assertFalse(queueing("off").queues());
        assertFalse(queueing("-").queues());
        assertTrue(queueing("on").queues());
    }

    private static MapStatus queueing(String word) {
        return DaemonTables.maps("mpatha|" + WWID + "|dm-0|active|" + word + "|0\n").get(0);
    }

    @Test
    public void okStandsForATableWithoutLines() {
        for (String table : List.of("show-paths-none", "show-maps-none")) {
            String reply = Captured.text(FOLDER + table);
            assertEquals("ok\n", reply);
            assertEquals(List.of(), DaemonTables.paths(DaemonTables.answered(table, reply)));
        }
    }

    @Test
    public void noAnswerAndAGarbledOneAreNeverAnEmptyTable() {
        for (String reply :
                List.of(
                        "timeout\n",
                        "fail\n",
                        "fail\ntimeout\n",
                        "fail\npermission deny: need to be root\n")) {
            garbled(() -> DaemonTables.answered("show config local", reply));
        }
        garbled(() -> DaemonTables.paths(Captured.text(FOLDER + "nonsense")));
        garbled(() -> DaemonTables.maps("mpatha|" + WWID + "|dm-0\n"));
        garbled(() -> DaemonTables.maps("mpatha||dm-0|active|off|0\n"));
    }

    private static void garbled(Runnable reading) {
        var failure = assertThrows(VolumeException.class, reading::run);
        assertEquals(Reason.TOOL_FAILED, failure.reason());
    }

    @Test
    public void tellsDoneFromRefusedFromUnknown() {
        assertEquals(Answer.Verdict.OK, verdict("ok\n"));
        assertEquals(Answer.Verdict.REFUSED, verdict(Captured.text(FOLDER + "add-map-unknown")));
        assertEquals(Answer.Verdict.REFUSED, verdict("blacklisted\n"));
        assertEquals(Answer.Verdict.UNKNOWN, verdict("timeout\n"));
        assertEquals(Answer.Verdict.UNKNOWN, verdict("delayed"));
        assertEquals(Answer.Verdict.UNKNOWN, verdict(""));
    }

    // multipath-tools 0.9.8 on: multipathd/uxlsnr.c, default_reply
    @Test
    public void aRefusalWithAReasonIsJudgedAndToldByIt() {
        assertEquals(Answer.Verdict.UNKNOWN, verdict("fail\ntimeout\n"));
        for (String reason :
                List.of(
                        "map or partition in use",
                        "device not found",
                        "permission deny: need to be root")) {
            Answer answer = DaemonTables.answer("fail\n" + reason + "\n");
            assertEquals(Answer.Verdict.REFUSED, answer.verdict());
            assertEquals("fail: " + reason, answer.text());
        }
        assertEquals("fail", DaemonTables.answer("fail\n").text());
        assertEquals(Answer.Verdict.REFUSED, verdict("fail\nok\n"));
        assertEquals(
                "fail: show nonsense: not found",
                DaemonTables.answer("fail\n" + Captured.text(FOLDER + "nonsense")).text());
    }

    @Test
    public void aRefusalWithAReasonIsToldByItWhereATableWasAskedFor() {
        var failure =
                assertThrows(
                        VolumeException.class,
                        () -> DaemonTables.answered("show paths", "fail\ndevice not found\n"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("device not found"));
    }

    @Test
    public void saysOnlyTheFirstLineOfAHelpText() {
        assertEquals(
                "show nonsense: not found",
                DaemonTables.answer(Captured.text(FOLDER + "nonsense")).text());
    }

    private static Answer.Verdict verdict(String reply) {
        return DaemonTables.answer(reply).verdict();
    }

    @Test
    public void waitsForUdevUnlessItIsToldNeverToTryAgain() {
        String config = Captured.text(FOLDER + "show-config-local");
        assertTrue(DaemonTables.waitsForUdev(config));
        assertTrue(DaemonTables.waitsForUdev(""));
        assertFalse(
                DaemonTables.waitsForUdev(
                        config.replace("retrigger_tries 3", "retrigger_tries 0")));
    }

    @Test
    public void tellsADaemonThatTakesEveryDiskByItsConfiguration() {
        assertTrue(DaemonTables.takesEveryDisk(Captured.text(FOLDER + "show-config-local")));
        assertTrue(DaemonTables.takesEveryDisk("defaults {\n\tfind_multipaths \"greedy\"\n}\n"));
        for (String other : List.of("on", "yes", "strict", "smart")) {
            assertFalse(
                    other,
                    DaemonTables.takesEveryDisk(
                            "defaults {\n\tfind_multipaths \"" + other + "\"\n}\n"));
        }
    }

    @Test
    public void aNumberBeyondAllMeasureIsStillANumber() {
        String nines = "9".repeat(40);
        assertTrue(DaemonTables.waitsForUdev("\tretrigger_tries " + nines + "\n"));
        assertFalse(DaemonTables.waitsForUdev("\tretrigger_tries 000\n"));
    }

    @Test
    public void whatADaemonSaysIsShownOnOneLine() {
        var failure =
                assertThrows(
                        VolumeException.class, () -> DaemonTables.paths("a\u001b[2J\u202eb\n"));
        assertTrue(failure.getMessage(), failure.getMessage().endsWith("\"a?[2J?b\""));
    }
}
