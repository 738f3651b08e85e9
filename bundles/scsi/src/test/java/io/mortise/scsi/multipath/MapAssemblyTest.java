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
import io.mortise.host.Uevent;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Scene;
import io.mortise.scsi.UdevRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Test;

public class MapAssemblyTest {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Scene scene = new Scene("defaults {", "find_multipaths no", "}");

    @After
    public void close() {
        scene.close();
    }

    // os-brick D.37
    @Test
    public void endsWhenEveryDiskIsAnActivePath() {
        Set<String> disks = scene.scanAll();
        Formed formed = form(disks, 1);
        assertTrue(formed.toString(), formed.complete());
        assertEquals(disks, formed.active());
        assertEquals(disks, Set.copyOf(formed.map().orElseThrow().slaves()));
        assertEquals("mpath-" + scene.wwid(), formed.map().get().uuid());
        assertEquals(Scene.SIZE, formed.map().get().sizeBytes());
        assertEquals("", formed.detail());
    }

    private long millis(BooleanSupplier work) {
        long before = scene.simulated().host().tasks().nanos();
        assertTrue(work.getAsBoolean());
        return (scene.simulated().host().tasks().nanos() - before) / 1_000_000;
    }

    // peers C.60
    @Test
    public void formsAMapOfAVolumeThatMultipathdDoesNotKnowYet() {
        scene.fabric().neighbour().configureMultipath("defaults {\nfind_multipaths strict\n}\n");
        assertTrue(form(scene.scanAll(), 1).complete());
    }

    @Test
    public void formsAMapOfASinglePath() {
        scene.fabric().neighbour().configureMultipath("defaults {\nfind_multipaths yes\n}\n");
        assertTrue(form(Set.of(scene.scan(0, 1)), 1).complete());
    }

    @Test
    public void takesADiskThatComesLaterIntoTheMapThatIsThere() {
        String first = scene.scan(0, 1);
        assertTrue(form(Set.of(first), 1).complete());
        String second = scene.scan(1, 1);
        Formed formed = form(Set.of(first, second), 1);
        assertEquals(Set.of(first, second), formed.active());
    }

    @Test
    public void ofAMapThatIsThereOnlyTheStatesAreAsked() {
        Set<String> disks = scene.attachAll();
        assertTrue(form(disks, 4).complete());
        assertEquals(List.of(DaemonTables.PATHS), sent());
    }

    // os-brick D.34
    @Test
    public void tellsOfEachDiskOnceAndThenOfTheMap() {
        form(scene.scanAll(), 1);
        List<String> sent = sent();
        List<String> paths = sent.stream().filter(text -> text.startsWith("add path sd")).toList();
        assertEquals(4, paths.size());
        assertEquals(4, Set.copyOf(paths).size());
        assertTrue(sent.lastIndexOf(paths.get(3)) < sent.indexOf("add map " + scene.wwid()));
    }

    @Test
    public void waitsNoLongerThanTheGraceForADiskThatNeverJoins() {
        Set<String> disks = Set.of(scene.scan(0, 1), "sdx");
        long took = millis(() -> !form(disks, 1).complete());
        assertTrue("after " + took + " ms", took >= GRACE.toMillis());
        assertTrue("after " + took + " ms", took < LIMIT.toMillis());
        Formed formed = form(disks, 1);
        assertEquals(Set.of("sdx"), formed.others());
        assertTrue(formed.detail(), formed.detail().contains("sdx is not in the map"));
    }

    @Test
    public void tellsWhatIsMissingWhenTheDeadlineComes() {
        Set<String> disks = Set.of("sdx", "sdy");
        Formed formed = form(disks, 1);
        assertEquals(Optional.empty(), formed.map());
        assertEquals(disks, formed.others());
        assertFalse(formed.complete());
        assertTrue(formed.detail(), formed.detail().startsWith("there is no map of"));
    }

    @Test
    public void aFailedPathIsNotWaitedFor() {
        Set<String> disks = scene.attachAll();
        scene.target().portals().get(3).cut();
        scene.simulated().pass(Duration.ofSeconds(60));
        long took = millis(() -> form(disks, 1).active().size() == 3);
        assertTrue("after " + took + " ms", took < GRACE.toMillis());
        Formed formed = form(disks, 1);
        assertEquals(1, formed.others().size());
        assertTrue(formed.detail(), formed.detail().contains("failed"));
    }

    @Test
    public void waitsUntilEnoughAreActive() {
        Set<String> disks = scene.attachAll();
        scene.target().portals().get(3).cut();
        scene.simulated().pass(Duration.ofSeconds(60));
        long took = millis(() -> form(disks, 4).active().size() == 3);
        assertTrue("after " + took + " ms", took >= LIMIT.toMillis());
    }

    @Test
    public void saysThatMultipathdDoesNotRun() {
        Set<String> disks = scene.scanAll();
        scene.simulated().pass(Duration.ofSeconds(5));
        scene.fabric().neighbour().stopMultipathd();
        var failure = assertThrows(VolumeException.class, () -> form(disks, 1));
        assertEquals(Reason.TOOL_MISSING, failure.reason());
    }

    @Test
    public void waitsForAMultipathdThatDoesNotRunAsLongAsARestartTakes() {
        Set<String> disks = scene.attachAll();
        scene.fabric().neighbour().stopMultipathd();
        long took =
                millis(
                        () -> {
                            assertThrows(VolumeException.class, () -> form(disks, 1));
                            return true;
                        });
        assertTrue("after " + took + " ms", took >= 5000 && took < 5200);
    }

    // peers C.25
    @Test
    public void resumesAMapThatStaysSuspendedAndHandsOutNoOther() {
        Set<String> disks = scene.attachAll();
        scene.fabric().neighbour().suspend(scene.wwid().text());
        Formed formed = form(disks, 4);
        assertFalse(formed.map().orElseThrow().suspended());
        assertEquals(4, formed.active().size());
    }

    @Test
    public void saysWhatUdevCallsADiskThatItKnowsByAnotherName() {
        scene.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        String disk = scene.scan(0, 1);
        scene.target().lun(1, scene.fabric().volume("other", Scene.SIZE));
        Formed formed = form(Set.of(disk), 1, Duration.ofSeconds(4));
        String other = scene.fabric().volume("other", Scene.SIZE).wwid();
        assertTrue(formed.detail(), formed.detail().contains("udev calls it " + other));
    }

    @Test
    public void aDiskThatIsLookedAtAnewIsKnownByItsNewNameToUdevToo() {
        String name = scene.scan(0, 1);
        scene.simulated().pass(Duration.ofSeconds(5));
        scene.target().lun(1, scene.fabric().volume("other", Scene.SIZE));
        Disk disk = scene.on(host -> new Disks(host).named(name)).orElseThrow();
        assertTrue(scene.on(h -> new SecondLook(h).at(disk, scene.wwid(), Scene.soon(h))));
        assertEquals(
                Optional.of(scene.fabric().volume("other", Scene.SIZE).wwid()),
                scene.on(host -> new UdevRecords(host.files()).identity(name)));
    }

    // udev's record of the disk that had this number before
    @Test
    public void tellsMultipathdNothingOfADiskWhileUdevHasTheRecordOfAnother() {
        String disk = scene.scan(0, 1);
        String record = "/run/udev/data/b8:0";
        scene.simulated()
                .computer()
                .inside(
                        () -> {
                            scene.simulated()
                                    .computer()
                                    .tree()
                                    .file(record, "I:1\nE:ID_SERIAL=3600aa\n");
                            return true;
                        });
        form(Set.of(disk), 1, Duration.ofMillis(900)); // udev is through with it after a second
        assertFalse(sent().contains("add path " + disk));
    }

    private List<String> sent() {
        var line = Pattern.compile(".* send @\\S+ (.*) -> sent");
        return scene.calls().stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    public void hearsOnlyWhatConcernsItsMap() {
        var wwid = new Wwid("3600140500000000");
        var filter = MapAssembly.concerning(wwid, new MapWanted(Set.of("sda"), 1, GRACE));
        Map<String, String> ours = Map.of("DM_UUID", "mpath-3600140500000000");
        assertTrue(filter.test(event(Uevent.Source.UDEV, "add", "sda", Map.of())));
        assertFalse(filter.test(event(Uevent.Source.KERNEL, "add", "sda", Map.of())));
        assertFalse(filter.test(event(Uevent.Source.UDEV, "add", "sdb", Map.of())));
        assertTrue(filter.test(event(Uevent.Source.UDEV, "change", "dm-0", ours)));
        assertFalse(filter.test(event(Uevent.Source.UDEV, "change", "dm-1", Map.of())));
        assertTrue(filter.test(event(Uevent.Source.KERNEL, "change", "dm-0", Map.of())));
    }

    private static Uevent event(
            Uevent.Source source, String action, String name, Map<String, String> properties) {
        return new Uevent(source, action, "/devices/virtual/block/" + name, "block", properties);
    }

    private Formed form(Set<String> disks, int minimum) {
        return form(disks, minimum, LIMIT);
    }

    private Formed form(Set<String> disks, int minimum, Duration limit) {
        return scene.on(
                host ->
                        new MapAssembly(host)
                                .form(
                                        scene.wwid(),
                                        new MapWanted(disks, minimum, GRACE),
                                        host.tasks().deadline(limit)));
    }
}
