// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static io.mortise.contract.Shape.ADD_MAP;
import static io.mortise.contract.Shape.ADD_PATH;
import static io.mortise.contract.Shape.DISABLE_QUEUEING;
import static io.mortise.contract.Shape.FLUSH_MAP;
import static io.mortise.contract.Shape.REMOVE_MAP;
import static io.mortise.contract.Shape.REMOVE_PATH;
import static io.mortise.contract.Shape.RESIZE_MAP;
import static io.mortise.contract.Shape.RESUME_MAP;
import static io.mortise.contract.Shape.SHOW_CONFIG;
import static io.mortise.contract.Shape.SHOW_DAEMON;
import static io.mortise.contract.Shape.SHOW_MAPS;
import static io.mortise.contract.Shape.SHOW_PATHS;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.scsi.Disk;
import io.mortise.scsi.multipath.Answer;
import io.mortise.scsi.multipath.Answer.Verdict;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MapStatus;
import io.mortise.scsi.multipath.MultipathTool;
import io.mortise.scsi.multipath.PathStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.Test;

public class MultipathContractTest extends Contract {
    private static final String FOLDER = "multipath-tools-0.9.4/";
    private static final Wwid UNKNOWN = new Wwid("36001405deadbeef00000000000000000");

    private Answer ask(Function<Deadline, Answer> request) {
        return on(() -> request.apply(in(LONG)));
    }

    private static void agree(String fixture, Verdict verdict, Answer answer) {
        Captured.of(FOLDER + fixture).agrees(answer.text());
        assertEquals(fixture, verdict, answer.verdict());
    }

    private CommandResult flush(String name) {
        return on(() -> new MultipathTool(ground().host()).flush(name, in(LONG)));
    }

    @Test
    @Covers(SHOW_DAEMON)
    public void theDaemonSaysWhetherItIsThere() {
        assertTrue(on(() -> daemon().alive(in(LONG))));
        ground().stopMultipathd();
        assertFalse(on(() -> daemon().alive(in(LONG))));
        ground().startMultipathd();
        until("multipathd is there", () -> on(() -> daemon().alive(in(LONG))));
    }

    @Test
    @Covers(SHOW_CONFIG)
    public void theConfigurationSaysWhetherEveryDiskIsTaken() {
        assertTrue(on(() -> daemon().takesEveryDisk(in(LONG))));
    }

    @Test
    @Covers({SHOW_PATHS, SHOW_MAPS})
    public void nothingIsShownWhereThereIsNothing() {
        assertEquals(List.of(), on(() -> daemon().paths(in(LONG))));
        assertEquals(List.of(), on(() -> daemon().maps(in(LONG))));
    }

    @Test
    @Covers({SHOW_PATHS, SHOW_MAPS})
    public void fourPathsAndTheirMapAreShown() {
        DmMap map = attach();
        List<PathStatus> paths = on(() -> daemon().paths(in(LONG)));
        assertEquals(4, paths.size());
        assertTrue(paths.toString(), paths.stream().allMatch(PathStatus::active));
        assertTrue(paths.stream().allMatch(path -> path.wwid().get().equals(VOLUME)));
        List<MapStatus> maps = on(() -> daemon().maps(in(LONG)));
        assertEquals(1, maps.size());
        assertEquals(map.name(), maps.get(0).name());
        assertEquals(VOLUME, maps.get(0).wwid());
    }

    @Test
    @Covers(SHOW_PATHS)
    public void aPathThatIsCutOffIsShownAsFailed() {
        attach();
        ground().cut(3);
        until("three paths", () -> active() == 3);
        ground().mend(3);
        until("four paths", () -> active() == 4);
    }

    @Test
    @Covers({SHOW_PATHS, SHOW_MAPS, SHOW_CONFIG})
    public void questionsThatNobodyAnswersAreFailures() {
        ground().stopMultipathd();
        for (Function<Deadline, Object> question :
                List.<Function<Deadline, Object>>of(
                        deadline -> daemon().paths(deadline),
                        deadline -> daemon().maps(deadline),
                        deadline -> daemon().takesEveryDisk(deadline))) {
            var missing =
                    assertThrows(VolumeException.class, () -> on(() -> question.apply(in(LONG))));
            assertEquals(Reason.TOOL_MISSING, missing.reason());
        }
        ground().startMultipathd();
    }

    @Test
    @Covers(ADD_PATH)
    public void aPathIsTakenAndTakenAgain() {
        attach();
        String disk = disk(0, 1).orElseThrow().name();
        agree("socket-add-path-present", Verdict.OK, ask(d -> daemon().addPath(disk, d)));
        agree("socket-add-path-unknown", Verdict.REFUSED, ask(d -> daemon().addPath("sdzz", d)));
    }

    @Test
    @Covers(REMOVE_PATH)
    public void aPathIsTakenOutOfItsMap() {
        attach();
        String disk = disk(0, 1).orElseThrow().name();
        agree("socket-remove-path", Verdict.OK, ask(d -> daemon().removePath(disk, d)));
        until("three paths", () -> map().orElseThrow().slaves().size() == 3);
        agree(
                "socket-remove-path-unknown",
                Verdict.REFUSED,
                ask(d -> daemon().removePath("sdzz", d)));
    }

    @Test
    @Covers({ADD_MAP, REMOVE_MAP})
    public void aMapIsRemovedAndMadeAgain() {
        DmMap map = attach();
        agree("socket-add-map-present", Verdict.OK, ask(d -> daemon().addMap(VOLUME, d)));
        agree("socket-remove-map", Verdict.OK, ask(d -> daemon().removeMap(map.name(), d)));
        until("no map", () -> map().isEmpty());
        agree(
                "socket-remove-map-unknown",
                Verdict.REFUSED,
                ask(d -> daemon().removeMap(map.name(), d)));
        agree("socket-add-map", Verdict.OK, ask(d -> daemon().addMap(VOLUME, d)));
        until("the map", () -> map().isPresent());
    }

    @Test
    @Covers(ADD_MAP)
    public void aMapOfNothingIsRefused() {
        agree("socket-add-map-unknown", Verdict.REFUSED, ask(d -> daemon().addMap(UNKNOWN, d)));
    }

    @Test
    @Covers(REMOVE_MAP)
    public void aMapThatIsOpenStays() {
        DmMap map = attach();
        try (Held open = ground().use(map.path())) {
            assertTrue(open.toString(), map().isPresent());
            agree(
                    "socket-remove-map-in-use",
                    Verdict.REFUSED,
                    ask(d -> daemon().removeMap(map.name(), d)));
        }
        assertFalse(map().orElseThrow().suspended());
    }

    @Test
    @Covers(DISABLE_QUEUEING)
    public void queueingIsDisabled() {
        DmMap map = attach();
        agree(
                "socket-disablequeueing-map",
                Verdict.OK,
                ask(d -> daemon().disableQueueing(map.name(), d)));
        agree(
                "socket-disablequeueing-map-unknown",
                Verdict.REFUSED,
                ask(d -> daemon().disableQueueing(UNKNOWN.text(), d)));
    }

    @Test
    @Covers(RESUME_MAP)
    public void aMapIsResumed() {
        DmMap map = attach();
        assertEquals(Verdict.OK, ask(d -> daemon().resumeMap(map.name(), d)).verdict());
        assertFalse(map().orElseThrow().suspended());
        assertEquals(Verdict.REFUSED, ask(d -> daemon().resumeMap(UNKNOWN.text(), d)).verdict());
    }

    @Test
    @Covers(RESIZE_MAP)
    public void aMapGrowsOnceAllItsDisksHave() {
        DmMap map = attach();
        ground().resize(96);
        agree(
                "socket-resize-map-before-rescan",
                Verdict.OK,
                ask(d -> daemon().resizeMap(map.name(), d)));
        assertEquals(Ground.SIZE, map().orElseThrow().sizeBytes());
        for (int k = 0; k < 4; k++) {
            Disk disk = disk(k, 1).orElseThrow();
            on(() -> disks().rescan(disk, in(LONG)));
        }
        assertEquals(Ground.SIZE, map().orElseThrow().sizeBytes());
        agree("socket-resize-map", Verdict.OK, ask(d -> daemon().resizeMap(map.name(), d)));
        until("grown", () -> map().orElseThrow().sizeBytes() == 96 << 20);
        agree(
                "socket-resize-map-unchanged",
                Verdict.OK,
                ask(d -> daemon().resizeMap(map.name(), d)));
        agree(
                "socket-resize-map-unknown",
                Verdict.REFUSED,
                ask(d -> daemon().resizeMap(UNKNOWN.text(), d)));
    }

    @Test
    @Covers(RESIZE_MAP)
    public void aMapWithADiskThatIsStillSmallIsNotResized() {
        login();
        // the daemon measures the path only that it has known for longest, and the kernel refuses
        // the table
        Disk first = scan(0, 1);
        until("the first path", () -> active() == 1);
        IntStream.rangeClosed(1, 3).forEach(k -> scan(k, 1));
        until("four paths", () -> active() == 4);
        DmMap map = map().orElseThrow();
        ground().resize(96);
        on(() -> disks().rescan(first, in(LONG)));
        assertEquals(Verdict.REFUSED, ask(d -> daemon().resizeMap(map.name(), d)).verdict());
        assertEquals(Ground.SIZE, map().orElseThrow().sizeBytes());
        assertFalse(map().orElseThrow().suspended());
    }

    @Test
    public void requestsThatNobodyHearsSaySo() {
        ground().stopMultipathd();
        assertEquals(Verdict.UNAVAILABLE, ask(d -> daemon().addPath("sda", d)).verdict());
        assertEquals(Verdict.UNAVAILABLE, ask(d -> daemon().addMap(UNKNOWN, d)).verdict());
        assertEquals(Verdict.UNAVAILABLE, ask(d -> daemon().removeMap("x", d)).verdict());
        assertEquals(Verdict.UNAVAILABLE, ask(d -> daemon().resumeMap("x", d)).verdict());
        assertEquals(Verdict.UNAVAILABLE, ask(d -> daemon().disableQueueing("x", d)).verdict());
        ground().startMultipathd();
    }

    // peers C.58
    @Test
    public void requestsWhoseTimeIsUpAreUnknownNotRefused() {
        assertEquals(
                Verdict.UNKNOWN, on(() -> daemon().removeMap("x", in(Duration.ZERO))).verdict());
        assertEquals(
                Verdict.UNKNOWN, on(() -> daemon().addMap(UNKNOWN, in(Duration.ZERO))).verdict());
    }

    @Test
    @Covers(FLUSH_MAP)
    public void theProgramRemovesAMapAlsoWithoutTheDaemon() {
        DmMap map = attach();
        ground().stopMultipathd();
        Captured.of(FOLDER + "multipath-f").agrees(flush(map.name()));
        until("no map", () -> map().isEmpty());
        Captured.of(FOLDER + "multipath-f-unknown").agrees(flush(map.name()));
        ground().startMultipathd();
    }

    @Test
    @Covers(FLUSH_MAP)
    public void theProgramLeavesAMapThatIsOpen() {
        DmMap map = attach();
        try (Held open = ground().use(map.path())) {
            assertTrue(open.toString(), map().isPresent());
            Captured.of(FOLDER + "multipath-f-in-use").agrees(flush(map.name()));
        }
        assertTrue(map().isPresent());
    }
}
