// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AttachmentId;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.settings.NoUsablePath;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.jvm.Fault;
import io.mortise.spi.Outcome;
import io.mortise.spi.Outcome.Result;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class MapKindTest {
    private static final Step MAP = Step.of(MapKind.NAME, Map.of());
    private static final User FSCK = new User("fsck", 4711);

    private final SimulatedHost simulated = SimulatedHost.virtual(1);
    private final Fabric fabric = simulated.fabric();
    private final Volume data = fabric.volume("data", 64 << 20);
    private final Volume other = fabric.volume("other", 64 << 20);
    private final Target target = fabric.target("iqn.2003-01.org.example:lab");
    private final List<Portal> portals = new ArrayList<>();
    private final List<Integer> sessions = new ArrayList<>();
    private final List<String> disks = new ArrayList<>();
    private Set<AttachmentId> attachments = Set.of();
    private int flushes;

    @Before
    public void attach() {
        target.lun(1, data);
        for (int i = 0; i < 2; i++) {
            portals.add(target.portal("10.10." + i + ".2:3260"));
        }
        portals.forEach(portal -> sessions.add(fabric.neighbour().login(portal)));
        sessions.forEach(session -> disks.add(fabric.neighbour().scan(session, 1)));
        simulated.pass(Duration.ofSeconds(5));
        assertEquals(2, map().slaves().size());
    }

    @After
    public void close() {
        assertEquals(List.of(), fabric.unknownCalls());
        simulated.close();
    }

    private Host host() {
        return simulated.host();
    }

    private List<DmMap> maps() {
        return simulated.call(() -> new MultipathDevices(host()).all()).orElseThrow();
    }

    private DmMap map() {
        assertEquals(1, maps().size());
        return maps().get(0);
    }

    private Outcome undoFound(Taking taking) {
        Step step = Step.of(MapKind.NAME, Map.of("wwid", map().wwid().text()));
        var kind = new MapKind(host(), () -> EngineSettings.DEFAULTS, wwid -> attachments);
        List<Step> steps = List.of(step.noting("preexisting", "true"), MAP);
        return simulated.call(() -> kind.undo(steps, taking).get(0)).orElseThrow();
    }

    @Test
    public void aMapThatWasThereBeforeIsLeftUnlessItWasHandedOut() {
        Taking one = Taking.of(host(), Rigor.SAFE, disks.subList(0, 1));
        Outcome left = undoFound(one.neverHandedOut());
        assertEquals(Result.LEFT_TO_OTHERS, left.result());
        assertEquals("map " + map().name() + " was there before", left.detail());
        assertEquals(2, map().slaves().size());
        assertEquals(Result.UNDONE, undoFound(taking(Rigor.SAFE)).result());
        assertEquals(List.of(), maps());
    }

    @Test
    public void norIsItLeftWhereAllItsPathsGo() {
        assertEquals(Result.UNDONE, undoFound(taking(Rigor.SAFE).neverHandedOut()).result());
        assertEquals(List.of(), maps());
    }

    private Taking taking(Rigor rigor) {
        return Taking.of(host(), rigor, disks);
    }

    private Outcome undo(Taking taking) {
        return undo(taking, EngineSettings.DEFAULTS);
    }

    private Outcome undo(Taking taking, EngineSettings settings) {
        var kind = new MapKind(host(), () -> settings, wwid -> attachments);
        return simulated.call(() -> kind.undo(List.of(MAP), taking).get(0)).orElseThrow();
    }

    private VolumeException refused(Taking taking) {
        Outcome outcome = undo(taking);
        assertEquals(Result.FAILED, outcome.result());
        assertEquals("the map stays as it was", false, map().suspended());
        return outcome.failure().orElseThrow();
    }

    private static EngineSettings with(NoUsablePath policy) {
        EngineSettings d = EngineSettings.DEFAULTS;
        return new EngineSettings(
                d.journalDirectory(),
                d.lockDirectory(),
                d.stopGrace(),
                d.cleanupTimeout(),
                d.flushTimeout(),
                d.flushAttempts(),
                d.removalTimeout(),
                policy,
                d.retryInterval(),
                d.retryLongest());
    }

    private void cutAll() {
        portals.forEach(Portal::cut);
        simulated.pass(Duration.ofMinutes(5));
    }

    @Test
    public void aMapIsFlushedAndRemoved() {
        fabric.neighbour().write(map().device());
        assertEquals(Result.UNDONE, undo(taking(Rigor.SAFE)).result());
        assertEquals(List.of(), maps());
        assertEquals(List.of(), fabric.damage());
        assertEquals(
                "links to the map",
                List.of(),
                fabric.leftovers().links().stream().filter(l -> l.contains("dm-")).toList());
    }

    @Test
    public void withoutAMapThereIsNothingToDo() {
        undo(taking(Rigor.SAFE));
        assertEquals(Result.NOTHING_THERE, undo(taking(Rigor.SAFE)).result());
    }

    // peers C.7
    @Test
    public void aMapIsFoundByIdentityWhenItsDisksAreNotKnown() {
        var unknown = Taking.of(host(), Rigor.FORCED, List.of()).of(map().wwid());
        assertEquals(Result.LEFT_TO_OTHERS, undo(unknown).result());
    }

    @Test
    public void aMountedMapIsRefusedAndTheMountNamed() {
        fabric.neighbour().mount(map().device(), "/srv/data");
        VolumeException failure = refused(taking(Rigor.SAFE));
        assertEquals(Reason.IN_USE, failure.reason());
        assertTrue(failure.getMessage(), failure.getMessage().contains("mounted on /srv/data"));
    }

    @Test
    public void aMapUnderAnotherDeviceIsRefusedAndTheDeviceNamed() {
        fabric.neighbour().stack(map().device(), "secret", "CRYPT-LUKS2-1-secret");
        VolumeException failure = refusedAmong(taking(Rigor.SAFE));
        assertEquals(Reason.IN_USE, failure.reason());
        assertTrue(failure.getMessage(), failure.getMessage().contains("secret"));
    }

    private VolumeException refusedAmong(Taking taking) {
        return undo(taking).failure().orElseThrow();
    }

    @Test
    public void aMapThatStaysAfterAnotherHasGoneIsNotSaidToBeAsBefore() {
        target.lun(2, other);
        disks.add(fabric.neighbour().scan(sessions.get(0), 2));
        disks.add(fabric.neighbour().scan(sessions.get(1), 2));
        simulated.pass(Duration.ofSeconds(5));
        assertEquals(2, maps().size());
        fabric.neighbour().mount("dm-1", "/srv/other");
        Outcome outcome = undo(taking(Rigor.SAFE));
        assertEquals("dm-1", map().device());
        assertEquals(Reason.IN_USE, outcome.failure().orElseThrow().reason());
        assertEquals(Result.UNCLEAR, outcome.result());
    }

    // peers C.25
    @Test
    public void aMapThatAProgramHoldsOpenIsNotRemovedAndNotLeftSuspended() {
        fabric.neighbour().open(map().device(), FSCK);
        VolumeException failure = refused(taking(Rigor.SAFE));
        assertEquals(Reason.IN_USE, failure.reason());
        String who = FSCK.name() + " (pid " + FSCK.pid() + ")";
        assertTrue(failure.getMessage(), failure.getMessage().contains(who));
        fabric.neighbour().close(FSCK);
        assertEquals(Result.UNDONE, undo(taking(Rigor.SAFE)).result());
    }

    @Test
    public void aPathThatIsNotOursIsRefusedNamedAndLeftAlone() {
        VolumeException failure = refused(Taking.of(host(), Rigor.SAFE, disks.subList(0, 1)));
        assertEquals(Reason.IN_USE, failure.reason());
        assertTrue(failure.getMessage(), failure.getMessage().contains(disks.get(1)));
        Outcome forced = undo(Taking.of(host(), Rigor.FORCED, disks.subList(0, 1)));
        assertEquals(Result.LEFT_TO_OTHERS, forced.result());
        assertEquals(2, map().slaves().size());
    }

    @Test
    public void aMapOfAnotherAttachmentToTheSameVolumeIsLeftToIt() {
        attachments = Set.of(new AttachmentId("aaaaaaaaaa"));
        assertEquals(Result.LEFT_TO_OTHERS, undo(taking(Rigor.SAFE)).result());
        assertEquals(2, map().slaves().size());
    }

    @Test
    public void disksInTheMapOfAnotherVolumeThanExpectedAreNotTouched() {
        var expecting = taking(Rigor.FORCED).of(new Wwid("3600140500000000000000000000000ff"));
        assertEquals(Reason.FOREIGN_DATA, refused(expecting).reason());
    }

    @Test
    public void otherDataBehindTheMapIsNeverFlushedOver() {
        fabric.neighbour().write(map().device());
        target.lun(1, other);
        VolumeException failure = refused(taking(Rigor.SAFE));
        assertEquals(Reason.FOREIGN_DATA, failure.reason());
        Taking forced = taking(Rigor.FORCED);
        assertEquals(Result.UNDONE, undo(forced).result());
        assertEquals(1, forced.lost().size());
        assertTrue(
                fabric.damage().toString(),
                fabric.damage().stream().noneMatch(damage -> damage.contains("other")));
    }

    @Test
    public void oneWorkingPathIsEnoughToFlush() {
        portals.get(0).cut();
        simulated.pass(Duration.ofMinutes(3));
        fabric.neighbour().write(map().device());
        assertEquals(Result.UNDONE, undo(taking(Rigor.SAFE)).result());
        assertEquals(List.of(), fabric.damage());
    }

    // peers C.15
    @Test
    public void withoutAWorkingPathASafeDetachIsRefusedWhateverIsConfigured() {
        cutAll();
        for (NoUsablePath policy : NoUsablePath.values()) {
            Outcome outcome = undo(taking(Rigor.SAFE), with(policy));
            assertEquals(Reason.NO_USABLE_PATH, outcome.failure().orElseThrow().reason());
        }
        assertEquals(2, map().slaves().size());
    }

    @Test
    public void withoutAWorkingPathAForcedDetachDropsOnlyIfConfigured() {
        cutAll();
        Outcome kept = undo(taking(Rigor.FORCED), with(NoUsablePath.REFUSE));
        assertEquals(Reason.NO_USABLE_PATH, kept.failure().orElseThrow().reason());
        Taking forced = taking(Rigor.FORCED);
        assertEquals(Result.UNDONE, undo(forced, with(NoUsablePath.DROP)).result());
        assertTrue(forced.lost().toString(), forced.lost().get(0).contains("lost"));
        assertEquals(List.of(), maps());
    }

    @Test
    public void waitingForAPathGoesOnAsSoonAsOneIsBack() {
        cutAll();
        Outcome outcome =
                simulated
                        .call(
                                () -> {
                                    host().tasks()
                                            .fork(
                                                    "mender",
                                                    () -> {
                                                        var tasks = host().tasks();
                                                        tasks.await(
                                                                tasks.signal("mend"),
                                                                0,
                                                                tasks.deadline(
                                                                        Duration.ofSeconds(20)));
                                                        portals.forEach(Portal::mend);
                                                        return true;
                                                    });
                                    var kind =
                                            new MapKind(
                                                    host(),
                                                    () -> with(NoUsablePath.WAIT),
                                                    wwid -> attachments);
                                    return kind.undo(List.of(MAP), taking(Rigor.SAFE)).get(0);
                                })
                        .orElseThrow();
        assertEquals(Optional.empty(), outcome.failure());
        assertEquals(List.of(), maps());
    }

    @Test
    public void aMapThatWasNeverHandedOutGoesWithoutAPath() {
        cutAll();
        Taking fresh = taking(Rigor.SAFE).neverHandedOut();
        assertEquals(Result.UNDONE, undo(fresh).result());
        assertEquals(List.of(), fresh.lost());
        assertEquals(List.of(), maps());
    }

    // os-brick D.66
    @Test
    public void aForcedDetachOfAMountedMapSaysWhatMayBeLostAndLetsNobodyHang() {
        fabric.neighbour().mount(map().device(), "/srv/data");
        Taking forced = taking(Rigor.FORCED);
        Outcome outcome = undo(forced);
        assertEquals(Reason.IN_USE, outcome.failure().orElseThrow().reason());
        assertTrue(forced.lost().toString(), forced.lost().get(0).contains("/srv/data"));
        var view = new MapsView(host(), wwid -> attachments);
        assertEquals(false, simulated.call(view::list).orElseThrow().get(0).queueing());
    }

    private void failFlushes(int times) {
        flushes = 0;
        simulated.faults(
                call ->
                        call.subject().startsWith("blockdev") && flushes++ < times
                                ? Fault.fail(HostFailure.Kind.IO)
                                : Fault.PASS);
    }

    @Test
    public void aFlushIsTriedAgainAfterPausesThatDouble() {
        failFlushes(2);
        long before = simulated.call(() -> host().tasks().nanos()).orElseThrow();
        assertEquals(Result.UNDONE, undo(taking(Rigor.SAFE)).result());
        long took = simulated.call(() -> host().tasks().nanos()).orElseThrow() - before;
        assertEquals(3, flushes);
        assertEquals("1 s and 2 s", 3, Duration.ofNanos(took).toSeconds());
    }

    @Test
    public void aFlushThatFailsToTheLastIsRefusedAndByForceWhatMayBeLostIsSaid() {
        failFlushes(3);
        VolumeException failure = refused(taking(Rigor.SAFE));
        assertEquals(Reason.FLUSH_FAILED, failure.reason());
        failFlushes(3);
        Taking forced = taking(Rigor.FORCED);
        assertEquals(Result.UNDONE, undo(forced).result());
        assertTrue(forced.lost().toString(), forced.lost().get(0).contains("tried 3 times"));
    }

    @Test
    public void allMapsAreShownWhoeverMadeThemAndWithoutMultipathdTheyAreUnknown() {
        attachments = Set.of(new AttachmentId("aaaaaaaaaa"));
        var view = new MapsView(host(), wwid -> attachments);
        var shown = simulated.call(view::list).orElseThrow().get(0);
        assertEquals(data.wwid(), shown.wwid().text());
        assertEquals(64 << 20, shown.sizeBytes());
        assertEquals(attachments, shown.attachments());
        assertEquals(true, shown.queueing());
        assertEquals(2, shown.paths().stream().filter(path -> path.usable()).count());
        fabric.neighbour().stopMultipathd();
        var failure = assertThrows(VolumeException.class, () -> simulated.call(() -> view.list()));
        assertEquals(Reason.TOOL_MISSING, failure.reason());
    }

    @Test
    public void withoutMultipathdTheToolRemovesTheMap() {
        fabric.neighbour().stopMultipathd();
        assertEquals(Result.UNDONE, undo(taking(Rigor.SAFE)).result());
        assertEquals(List.of(), maps());
    }
}
