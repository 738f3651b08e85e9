// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.system.Captured;
import io.mortise.simulator.system.Lab;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/**
 * multipath, multipathd (command and socket) and blockdev against the transcripts of the real ones.
 */
public class MultipathToolsTest {
    private static final String TOOLS = "multipath-tools-0.9.4/";

    private final Lab lab = new Lab();

    @After
    public void close() {
        lab.close();
    }

    @Test
    public void withoutMapsAllAnswersAreAsCaptured() {
        both(
                "show-daemon-idle",
                "show-status-idle",
                "show-maps-json-none",
                "show-maps-none",
                "show-paths-none",
                "show-map-json-unknown",
                "add-map-unknown",
                "add-path-unknown",
                "del-map-unknown",
                "remove-map-unknown",
                "del-path-unknown",
                "remove-path-unknown",
                "resize-map-unknown",
                "disablequeueing-map-unknown",
                "restorequeueing-map-unknown");
        commands("multipath-f-unknown", "multipath-ll-none");
        assertEquals(List.of(), lab.fabric().unknownCalls());
    }

    @Test
    public void requestsThatItDoesNotKnowGetTheHelpAndAreRemembered() {
        both("nonsense", "list-map");
        assertEquals(4, lab.fabric().unknownCalls().size());
    }

    @Test
    public void withAMapAllAnswersAreAsCaptured() {
        lab.attach();
        both("show-map-json", "show-maps-json");
        both(
                "show-map-raw",
                "show-paths",
                "show-path-one",
                "show-map-topology",
                "show-daemon",
                "show-status",
                "add-map-present",
                "add-path-present",
                "resize-map-unchanged");
        commands("multipath-ll", "multipath-ll-wwid", "multipath-C-good", "multipath-a-present");
        commands("multipath-c");
        assertEquals(
                String.join("\n", Captured.lines(TOOLS + "wwids.conf")),
                lab.read("/etc/multipath/wwids"));
        assertEquals(List.of(), lab.fabric().unknownCalls());
    }

    @Test
    public void queueingIsStoppedAndRestored() {
        lab.attach();
        both("disablequeueing-map");
        socket("show-map-json-queueing-off");
        both("restorequeueing-map");
        socket("show-map-json");
    }

    @Test
    public void aMapInUseStays() {
        lab.attach();
        lab.fabric().neighbour().mount("dm-0", "/mnt/x");
        both("del-map-in-use", "remove-map-in-use");
        commands("multipath-f-in-use");
        assertTrue(lab.exists("/sys/block/dm-0"));
    }

    @Test
    public void aMapCanBeRemovedOnceAndMadeAgainFromDisksThatAreKnown() {
        lab.attach();
        socket("del-map", "show-maps-json-after-del-map", "show-paths-after-del-map");
        socket("del-map-again", "add-map");
        assertEquals("[sda, sdb, sdc, sdd]", lab.list("/sys/block/dm-0/slaves").toString());
        lab.settle();
        commands("multipath-f");
        lab.settle();
        socket("add-map", "remove-map");
    }

    @Test
    public void beforeUdevHasSeenADiskItCannotBeAdded() {
        lab.login();
        lab.write("/sys/class/scsi_host/host0/scan", "0 0 1");
        socket("add-path-too-early");
        assertEquals("fail\n", lab.ask("add map " + Lab.WWID));
        lab.pass(Duration.ofMillis(1100));
        assertEquals("ok\n", lab.ask("add map " + Lab.WWID));
    }

    @Test
    public void aSilentPathIsFoundAndShownAsFailed() {
        lab.attach();
        lab.portal(3).cut();
        lab.pass(Duration.ofSeconds(25));
        socket("show-paths-one-failed");
        assertEquals(
                Captured.of(TOOLS + "multipath-ll-one-failed").out().replace("96M", "64M"),
                lab.run("multipath", "-ll", Lab.WWID).out());
        lab.portal(3).mend();
        lab.pass(Duration.ofSeconds(10));
        socket("show-paths-back");
    }

    @Test
    public void aMapWithoutPathsQueuesFor25SecondsAndThenFails() {
        lab.attach();
        for (int k = 0; k < 4; k++) {
            lab.portal(k).cut();
        }
        lab.pass(Duration.ofSeconds(20));
        socket("show-paths-all-failed");
        commands("multipath-C-all-failed");
        assertTrue(queueing(), queueing().matches("[0-9]+ sec\n"));
        lab.pass(Duration.ofSeconds(30));
        assertEquals("off\n", queueing());
        assertTrue(lab.ask("show map " + Lab.WWID + " json").contains("\"features\" : \"0\""));
    }

    @Test
    public void deletingAllDisksTakesAnUnusedMapAlong() {
        lab.attach();
        deleteDisks();
        assertEquals("[]", lab.list("/sys/block").toString());
        assertEquals(List.of(), lab.fabric().leftovers().links());
    }

    @Test
    public void deletingAllDisksLeavesAMapInUseWithoutPaths() {
        lab.attach();
        lab.fabric().neighbour().open("dm-0", new User("dd", 4711));
        deleteDisks();
        String shown = lab.ask("show maps json");
        assertTrue(shown, shown.contains("\"path_groups\": []"));
        assertTrue(shown, shown.contains("\"vend\" : \"##\""));
        assertEquals(1, lab.run("multipath", "-f", Lab.WWID).status());
        lab.fabric().neighbour().close(new User("dd", 4711));
        assertEquals(0, lab.run("multipath", "-f", Lab.WWID).status());
    }

    @Test
    public void aGrownVolumeIsSeenAfterRescanningEachDiskAndResizingTheMap() {
        lab.attach();
        lab.volume().resize(96 << 20);
        socket("resize-map-before-rescan");
        String blockdev = "util-linux-2.38.1/";
        same(Captured.of(blockdev + "blockdev-getsize64"));
        lab.write("/sys/block/sda/device/rescan", "1");
        assertEquals("fail\n", lab.ask("resize map " + Lab.WWID));
        for (String disk : List.of("sdb", "sdc", "sdd")) {
            lab.write("/sys/block/" + disk + "/device/rescan", "1");
        }
        socket("resize-map");
        same(Captured.of(blockdev + "blockdev-getsize64-grown"));
    }

    @Test
    public void blockdevAnswersAsCaptured() {
        lab.attach();
        for (String name : List.of("flushbufs-map", "flushbufs-none", "getro", "getsize64")) {
            same(Captured.of("util-linux-2.38.1/blockdev-" + name));
        }
        lab.fabric().neighbour().mount("dm-0", "/mnt/x");
        same(Captured.of("util-linux-2.38.1/blockdev-flushbufs-mounted"));
    }

    @Test
    public void withoutTheDaemonTheCommandSaysNothingAndFails() {
        lab.fabric().neighbour().stopMultipathd();
        commands("multipathd-not-running");
    }

    private void deleteDisks() {
        for (String disk : List.of("sda", "sdb", "sdc", "sdd")) {
            lab.write("/sys/block/" + disk + "/device/delete", "1");
        }
        lab.settle();
    }

    private String queueing() {
        return lab.ask("show maps raw format \"%Q\"");
    }

    /** The same request by command and over the socket. */
    private void both(String... names) {
        for (String name : names) {
            commands("multipathd-" + name);
            socket(name);
        }
    }

    private void commands(String... names) {
        for (String name : names) {
            same(Captured.of(TOOLS + name));
        }
    }

    private void socket(String... names) {
        for (String name : names) {
            Captured captured = Captured.of(TOOLS + "socket-" + name);
            String request = captured.argv().get(captured.argv().size() - 1);
            assertEquals(name, plain(captured.out()), plain(lab.ask(request)));
        }
    }

    private void same(Captured captured) {
        List<String> argv = captured.argv();
        // what only bounds the call in the lab
        CommandResult result =
                lab.run(argv.get(0).equals("timeout") ? argv.subList(2, argv.size()) : argv);
        assertEquals(argv.toString(), plain(captured.out()), plain(result.out()));
        assertEquals(argv.toString(), timeless(captured.err()), timeless(result.err()));
        assertEquals(argv.toString(), captured.status(), result.status());
    }

    // how often the table was loaded depends on when udev gets round to each disk
    private static String plain(String text) {
        return text.replaceAll("\"map_loads\" : \\d+", "\"map_loads\" : N");
    }

    private static String timeless(String text) {
        return text.replaceAll("(?m)^[0-9]+\\.[0-9]+ ", "T ");
    }
}
