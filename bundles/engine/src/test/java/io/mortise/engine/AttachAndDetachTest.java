// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.locks.HostLocks;
import io.mortise.engine.trails.TrailObserver;
import io.mortise.engine.world.ThingConnection;
import io.mortise.engine.world.ThingWork;
import io.mortise.engine.world.World;
import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.Task;
import io.mortise.simulator.machine.Tree.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;

public class AttachAndDetachTest {
    private final World world = new World(1);

    @After
    public void close() {
        world.close();
    }

    private ThingWork work(String... paths) {
        return ThingWork.of(world.host(), paths);
    }

    private <T> T with(Function<EngineCore, T> body) {
        return world.with(body);
    }

    private VolumeException failure(Function<EngineCore, ?> body) {
        return with(core -> assertThrows(VolumeException.class, () -> body.apply(core)));
    }

    private Attachment attach(String... paths) {
        return with(core -> core.engine().attach(work(paths)));
    }

    private Detachment detach(Attachment attachment, DetachMode mode) {
        return with(core -> World.detach(core, attachment.id(), mode));
    }

    @Test
    public void anAttachMakesEverythingAndADetachLeavesNothing() {
        Attachment attachment = attach("s/a", "s/b");
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(
                List.of("MAP map-a", "DISK a", "DISK b", "SESSION s", "RECORD s"), world.things());
        Detachment detachment = detach(attachment, DetachMode.SAFE);
        assertTrue(detachment.mayUnmap());
        assertEquals(
                List.of(
                        "removed thing.map map-a",
                        "removed thing.disk a",
                        "removed thing.disk b",
                        "removed thing.session s",
                        "removed thing.record s"),
                detachment.done());
        assertEquals(List.of(), world.things());
        assertEquals(List.of("directory.lock"), world.tree().list(World.JOURNAL));
    }

    @Test
    public void detachingWhatIsNotThereIsASuccess() {
        Attachment attachment = attach("s/a");
        detach(attachment, DetachMode.SAFE);
        assertEquals(Detachment.nothing(), detach(attachment, DetachMode.SAFE));
    }

    @Test
    public void aVolumeIsFoundByItsKeysAsWell() {
        attach("s/a", "t/b");
        with(
                core ->
                        core.engine()
                                .detach(
                                        new DetachRequest(
                                                Optional.empty(),
                                                Optional.of(ThingConnection.of("s/a")),
                                                DetachMode.SAFE),
                                        Set.of("a"),
                                        Duration.ofSeconds(30)));
        assertEquals(List.of(), world.things());
    }

    @Test
    public void anIdWithTheKeysOfAnotherVolumeIsRefused() {
        Attachment attachment = attach("s/a");
        var failure =
                failure(
                        core ->
                                core.engine()
                                        .detach(
                                                DetachRequest.of(attachment.id())
                                                        .with(DetachMode.SAFE),
                                                Set.of("other"),
                                                Duration.ofSeconds(30)));
        assertEquals(Reason.BAD_INPUT, failure.reason());
        assertFalse(world.things().isEmpty());
    }

    @Test
    public void attachingTwiceGivesTheSameAttachmentAndOnlyItsOwnerGetsIt() {
        Attachment attachment = attach("s/a");
        assertEquals(attachment.id(), attach("s/a").id());
        var failure = failure(core -> core.engine().attach(work("s/a").by("somebody else")));
        assertEquals(Reason.OWNED_BY_ANOTHER, failure.reason());
    }

    @Test
    public void aVolumeThatIsAttachedByOtherKeysIsRefused() {
        attach("s/a", "s/b");
        var failure = failure(core -> core.engine().attach(work("s/b", "s/c")));
        assertEquals(Reason.BAD_INPUT, failure.reason());
        assertEquals(1, world.trails().size());
    }

    @Test
    public void twoTargetSetsThatLeadToOneVolumeAreRefused() {
        with(core -> core.engine().attach(work("s/a").proving(ThingWork.WWID)));
        var failure = failure(core -> core.engine().attach(work("s/b").proving(ThingWork.WWID)));
        assertEquals(Reason.FOREIGN_DATA, failure.reason());
        assertEquals(List.of("MAP map-a", "DISK a", "SESSION s", "RECORD s"), world.things());
    }

    @Test
    public void aFailedAttachLeavesTheHostAsItWas() {
        var failure = failure(core -> core.engine().attach(work("s/a", "s/b").failingAt("b")));
        assertEquals(Reason.LUN_NOT_FOUND, failure.reason());
        assertEquals(List.of(), failure.left());
        assertEquals(List.of(), world.things());
        assertEquals(List.of("directory.lock"), world.tree().list(World.JOURNAL));
    }

    // os-brick D.20
    @Test
    public void whatAFailedAttachCanNotUndoIsNamedKeptAndUndoneLater() {
        world.stick("a");
        var failure = failure(core -> core.engine().attach(work("s/a", "s/b").failingAt("b")));
        assertEquals(Reason.LUN_NOT_FOUND, failure.reason());
        assertEquals(List.of("thing.disk a"), failure.left());
        assertEquals(Reason.REMOVAL_FAILED, suppressed(failure).reason());
        assertEquals("the rest is gone", List.of("DISK a"), world.things());
        assertEquals(AttachmentState.LEFTOVER, with(core -> only(core).state()));
        world.loosen("a");
        assertEquals(List.of(), with(core -> core.attachments().list()));
        assertEquals(List.of(), world.things());
    }

    private static VolumeException suppressed(VolumeException failure) {
        return (VolumeException) failure.getSuppressed()[0];
    }

    private static Attachment only(EngineCore core) {
        List<Attachment> all = core.attachments().list();
        assertEquals(1, all.size());
        return all.get(0);
    }

    // peers C.27
    @Test
    public void aLeftoverIsClearedAwayBeforeTheVolumeIsAttachedAgain() {
        world.stick("a");
        failure(core -> core.engine().attach(work("s/a", "s/b").failingAt("b")));
        Attachment again =
                with(
                        core -> {
                            world.loosen("a");
                            return core.engine().attach(work("s/a", "s/b"));
                        });
        assertEquals(AttachmentState.ATTACHED, again.state());
        assertEquals(1, world.trails().size());
    }

    @Test
    public void aSafeDetachThatIsRefusedAtOnceLeavesTheVolumeUsable() {
        Attachment attachment = attach("s/a", "s/b");
        world.stick("map-a");
        List<String> before = world.things();
        var failure = failure(core -> World.detach(core, attachment.id(), DetachMode.SAFE));
        assertEquals(Reason.REMOVAL_FAILED, failure.reason());
        assertEquals(5, failure.left().size());
        assertEquals(before, world.things());
        assertEquals(AttachmentState.ATTACHED, with(core -> only(core).state()));
        world.loosen("map-a");
        assertEquals("recovery did not go on with it", before, world.things());
        detach(attachment, DetachMode.SAFE);
        assertEquals(List.of(), world.things());
    }

    @Test
    public void aSafeDetachThatTakesNothingKeepsAlsoTheStepsOfWhatIsNotThere() {
        Attachment attachment = attach("s/a");
        world.tree().remove("/world/thing.map");
        world.stick("a");
        var failure = failure(core -> World.detach(core, attachment.id(), DetachMode.SAFE));
        assertEquals(Reason.REMOVAL_FAILED, failure.reason());
        assertEquals(4, (int) with(core -> core.engine().trails().get(attachment.id()).size()));
    }

    // os-brick D.70
    @Test
    public void aSafeDetachThatFailsHalfWayStopsThereAndIsFinishedByRecovery() {
        Attachment attachment = attach("s/a", "s/b");
        world.stick("a");
        var failure = failure(core -> World.detach(core, attachment.id(), DetachMode.SAFE));
        assertEquals(Reason.REMOVAL_FAILED, failure.reason());
        assertEquals(List.of("DISK a", "SESSION s", "RECORD s"), world.things());
        assertEquals(AttachmentState.LEFTOVER, with(core -> only(core).state()));
        world.loosen("a");
        with(EngineCore::attachments);
        assertEquals(List.of(), world.things());
    }

    @Test
    public void aForcedDetachGoesOnAndFailsAtTheEnd() {
        Attachment attachment = attach("s/a", "s/b");
        world.stick("a");
        var failure = failure(core -> World.detach(core, attachment.id(), DetachMode.FORCED));
        assertEquals(List.of("thing.disk a"), failure.left());
        assertEquals(List.of("DISK a"), world.things());
    }

    @Test
    public void aForcedDetachThatIgnoresErrorsReportsThem() {
        Attachment attachment = attach("s/a");
        world.stick("a");
        Detachment detachment = detach(attachment, DetachMode.FORCED_IGNORING_ERRORS);
        assertEquals(List.of("thing.disk a is stuck"), detachment.problems());
        assertFalse(detachment.mayUnmap());
    }

    @Test
    public void whatAForcedDetachLosesIsToldToWhoeverIsToldOfItsEnd() {
        Attachment attachment = attach("s/a");
        world.tree().file("/world/unwritten/a", "");
        var last = new ArrayList<String>();
        with(
                core -> {
                    core.add(
                            new TrailObserver() {
                                @Override
                                public void changed(TrailImage image) {
                                    assertTrue(last.isEmpty());
                                }

                                @Override
                                public void ended(TrailImage image) {
                                    last.add(image.detail());
                                }
                            });
                    return World.detach(core, attachment.id(), DetachMode.FORCED_IGNORING_ERRORS);
                });
        assertEquals(List.of("lost, as it was forced: what thing.disk a held"), last);
    }

    @Test
    public void aSharedSessionGoesWithItsLastUserInEitherOrder() {
        for (boolean firstFirst : List.of(true, false)) {
            Attachment a = attach("s/a");
            Attachment b = attach("s/b");
            detach(firstFirst ? a : b, DetachMode.SAFE);
            assertTrue(world.things().contains("SESSION s"));
            detach(firstFirst ? b : a, DetachMode.SAFE);
            assertEquals(List.of(), world.things());
        }
    }

    @Test
    public void twoDetachesAtOnceDoNotLeaveTheSharedSessionToEachOther() {
        for (long seed = 1; seed <= 50; seed++) {
            try (var other = new World(seed)) {
                other.with(
                        core -> {
                            var a = core.engine().attach(ThingWork.of(other.host(), "s/a"));
                            var b = core.engine().attach(ThingWork.of(other.host(), "s/b"));
                            Function<Attachment, Supplier<Detachment>> detach =
                                    x -> () -> World.detach(core, x.id(), DetachMode.SAFE);
                            return other
                                    .host()
                                    .tasks()
                                    .forkAndJoin(
                                            "detach", List.of(detach.apply(a), detach.apply(b)))
                                    .stream()
                                    .map(Task::result)
                                    .toList();
                        });
                assertEquals("seed " + seed, List.of(), other.things());
                assertEquals("seed " + seed, List.of(), other.trails());
            }
        }
    }

    @Test
    public void aFullDiskRefusesAnAttachBeforeAnythingIsTouched() {
        with(EngineCore::attachments);
        world.tree().condition("/var/lib", Condition.FULL);
        var failure = failure(core -> core.engine().attach(work("s/a")));
        assertEquals(Reason.JOURNAL_UNAVAILABLE, failure.reason());
        assertEquals(List.of(), world.things());
    }

    @Test
    public void aDiskThatFillsUpWhileAttachedRefusesASafeDetachButNotAForcedOne() {
        Attachment attachment = attach("s/a");
        with(
                core -> {
                    world.tree().condition(World.JOURNAL, Condition.FULL);
                    var failure =
                            assertThrows(
                                    VolumeException.class,
                                    () -> World.detach(core, attachment.id(), DetachMode.SAFE));
                    assertEquals(Reason.JOURNAL_UNAVAILABLE, failure.reason());
                    assertEquals(4, world.things().size());
                    Detachment forced = World.detach(core, attachment.id(), DetachMode.FORCED);
                    assertTrue(forced.mayUnmap());
                    return forced;
                });
        assertEquals(List.of(), world.things());
        assertEquals(List.of(), world.trails());
    }

    @Test
    public void aSecondJvmOnTheSameJournalRefusesWorkUntilTheFirstIsGone() {
        with(
                core -> {
                    var second = new EngineCore(world.simulated().another(), core.settings());
                    second.start();
                    var failure =
                            assertThrows(
                                    VolumeException.class,
                                    () -> second.engine().attach(work("s/a")));
                    assertEquals(Reason.JOURNAL_UNAVAILABLE, failure.reason());
                    second.close();
                    return core;
                });
        assertEquals(List.of(), world.things());
    }

    @Test
    public void aVolumeThatSomebodyElseHoldsIsBusyAtTheDeadline() {
        var failure =
                failure(
                        core -> {
                            lockOfA();
                            return core.engine().attach(work("s/a"));
                        });
        assertEquals(Reason.BUSY, failure.reason());
        assertEquals(List.of(), world.trails());
    }

    // another process of this host, which uses the same directory of locks
    private Held lockOfA() {
        var other = world.simulated().another();
        return new HostLocks(world.host().tasks(), other.files(), "/run/lock/mortise")
                .hold("volume a", Access.EXCLUSIVE, world.host().tasks().deadline(Duration.ZERO));
    }

    @Test
    public void stoppingWalksBackWhatIsUnderWay() {
        world.tree().file("/world/slow/b", "");
        var failure =
                failure(
                        core -> {
                            Task<Attachment> attaching =
                                    world.host()
                                            .tasks()
                                            .fork(
                                                    "attach",
                                                    () -> core.engine().attach(work("s/a", "s/b")));
                            attaching.join(world.host().tasks().deadline(Duration.ofSeconds(5)));
                            assertTrue(world.things().contains("DISK a"));
                            core.close();
                            return attaching.result();
                        });
        assertEquals(Reason.CANCELLED, failure.reason());
        assertEquals(List.of(), world.things());
        assertEquals(List.of(), world.trails());
    }

    @Test
    public void anAttachThatRunsOutOfTimeIsWalkedBackInTimeOfItsOwn() {
        world.tree().file("/world/slow/b", "");
        var failure = failure(core -> core.engine().attach(work("s/a", "s/b")));
        assertEquals(Reason.TIMED_OUT, failure.reason());
        assertEquals(List.of(), failure.left());
        assertEquals(List.of(), world.things());
    }

    @Test
    public void stoppingRefusesNewWork() {
        var failure =
                world.call(
                        () -> {
                            EngineCore core = world.engine();
                            core.close();
                            return assertThrows(
                                    VolumeException.class, () -> core.engine().attach(work("s/a")));
                        });
        assertEquals(Reason.CANCELLED, failure.reason());
    }
}
