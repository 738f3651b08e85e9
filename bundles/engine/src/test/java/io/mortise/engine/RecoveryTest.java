// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.world.FewThreads;
import io.mortise.engine.world.ThingCodec;
import io.mortise.engine.world.ThingKind;
import io.mortise.engine.world.ThingWork;
import io.mortise.engine.world.World;
import io.mortise.host.HostFailure;
import io.mortise.simulator.baton.Crashed;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import io.mortise.spi.Phase;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Test;

public class RecoveryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static Attachment attach(World world, EngineCore core, String... paths) {
        return core.engine().attach(ThingWork.of(world.host(), paths));
    }

    private static List<Attachment> listed(World world) {
        return world.with(core -> core.attachments().list());
    }

    /**
     * Crashes a JVM at one call after the other, until it comes through; each time on a new host.
     */
    private static void atEachCall(
            Consumer<World> before, Consumer<World> act, Consumer<World> then) {
        int call = 1;
        for (boolean crashed = true; crashed; call++) {
            crashed = false;
            for (Moment moment : Moment.values()) {
                try (var world = new World(call)) {
                    before.accept(world);
                    world.restart();
                    world.simulated().crash(new CrashPlan(call, moment, Children.DIE));
                    crashed |= crashes(world, act);
                    world.restart();
                    listed(world); // recovers
                    then.accept(world);
                } catch (AssertionError wrong) {
                    throw new AssertionError("crashed " + moment + " call " + call, wrong);
                }
            }
        }
        assertTrue("only " + call + " calls were tried", call > 20);
    }

    private static boolean crashes(World world, Consumer<World> act) {
        try {
            act.accept(world);
            return false;
        } catch (Crashed crashed) {
            return true;
        }
    }

    @Test
    public void anAttachThatACrashEndsIsUndoneOrComplete() {
        atEachCall(
                world -> {},
                world -> world.with(core -> attach(world, core, "s/a", "s/b")),
                world -> {
                    if (world.trails().isEmpty()) {
                        assertEquals(List.of(), world.things());
                    } else {
                        assertEquals(5, world.things().size());
                        assertEquals(AttachmentState.ATTACHED, listed(world).get(0).state());
                    }
                });
    }

    @Test
    public void aDetachThatACrashEndsIsFinishedOrHasNotBegun() {
        atEachCall(
                world -> world.with(core -> attach(world, core, "s/a", "s/b")),
                world ->
                        world.with(
                                core ->
                                        World.detach(
                                                core,
                                                core.attachments().list().get(0).id(),
                                                DetachMode.SAFE)),
                world -> {
                    if (world.trails().isEmpty()) {
                        assertEquals(List.of(), world.things());
                    } else {
                        assertEquals(5, world.things().size());
                        assertEquals(AttachmentState.ATTACHED, listed(world).get(0).state());
                    }
                });
    }

    @Test
    public void aCrashWhileTheSecondUserOfASessionComesOrGoesNeverTakesItFromTheFirst() {
        atEachCall(
                world -> world.with(core -> attach(world, core, "s/a")),
                world ->
                        world.with(
                                core ->
                                        World.detach(
                                                core,
                                                attach(world, core, "s/b").id(),
                                                DetachMode.SAFE)),
                world -> {
                    assertTrue(world.things().contains("SESSION s"));
                    assertTrue(world.things().contains("DISK a"));
                    assertEquals(world.trails().size() == 2, world.things().contains("DISK b"));
                });
    }

    @Test
    public void aSecondRecoveryDoesNothing() {
        try (var world = new World(3)) {
            world.with(core -> attach(world, core, "s/a"));
            world.stick("b");
            world.with(
                    core ->
                            assertThrows(
                                    VolumeException.class,
                                    () ->
                                            core.engine()
                                                    .attach(
                                                            ThingWork.of(world.host(), "t/b", "t/c")
                                                                    .failingAt("c"))));
            listed(world);
            List<String> things = world.things();
            List<String> files = contents(world);
            listed(world);
            assertEquals(things, world.things());
            assertEquals(files, contents(world));
        }
    }

    private static List<String> contents(World world) {
        return world.trails().stream()
                .map(name -> world.tree().read(World.JOURNAL + "/" + name).orElseThrow())
                .toList();
    }

    /** A thing of an attach that failed could not be given back; by now it could. */
    private static void leftByAnAttach(World world) {
        world.stick("a");
        world.with(
                core ->
                        assertThrows(
                                VolumeException.class,
                                () ->
                                        core.engine()
                                                .attach(
                                                        ThingWork.of(world.host(), "s/a")
                                                                .failingAt("map-a"))));
        world.loosen("a");
    }

    @Test
    public void aTrailWaitsForTheKindsItNeedsAndIsFinishedWhenTheyCome() {
        try (var world = new World(4)) {
            leftByAnAttach(world);
            List<String> before = contents(world);
            Attachment waiting =
                    world.call(
                            () -> {
                                try (EngineCore core = world.bare()) {
                                    core.start();
                                    core.awaitRecovery(PATIENCE);
                                    return core.attachments().list().get(0);
                                }
                            });
            assertEquals(AttachmentState.WAITING, waiting.state());
            assertTrue(waiting.detail(), waiting.detail().contains("thing.disk"));
            assertEquals("kept byte for byte", before, contents(world));
            assertEquals(
                    List.of(),
                    world.call(
                            () -> {
                                try (EngineCore core = world.bare()) {
                                    core.start();
                                    core.add(new ThingCodec());
                                    for (Phase phase : Phase.values()) {
                                        core.add(new ThingKind(world.host(), phase));
                                    }
                                    core.awaitRecovery(PATIENCE);
                                    return core.attachments().list();
                                }
                            }));
            assertEquals(List.of(), world.things());
        }
    }

    @Test
    public void detachingWhileTheConnectorIsMissingIsRefused() {
        try (var world = new World(5)) {
            Attachment attachment = world.with(core -> attach(world, core, "s/a"));
            var failure =
                    world.call(
                            () -> {
                                try (EngineCore core = world.bare()) {
                                    core.start();
                                    return assertThrows(
                                            VolumeException.class,
                                            () ->
                                                    World.detach(
                                                            core,
                                                            attachment.id(),
                                                            DetachMode.FORCED));
                                }
                            });
            assertEquals(Reason.NOT_FOUND, failure.reason());
            assertEquals(4, world.things().size());
        }
    }

    @Test
    public void afterARebootTheVolumeIsAbsentAndCanBeAttachedAgainOrDetached() {
        for (boolean again : List.of(true, false)) {
            try (var world = new World(6)) {
                Attachment attachment = world.with(core -> attach(world, core, "s/a"));
                reboot(world);
                Attachment absent = listed(world).get(0);
                assertEquals(AttachmentState.ABSENT, absent.state());
                assertEquals(attachment.id(), absent.id());
                assertEquals("foreign now", List.of("SESSION s", "RECORD s"), world.things());
                if (again) {
                    Attachment back = world.with(core -> attach(world, core, "s/a"));
                    assertEquals(attachment.id(), back.id());
                    assertEquals(AttachmentState.ATTACHED, listed(world).get(0).state());
                } else {
                    world.with(core -> World.detach(core, attachment.id(), DetachMode.SAFE));
                    assertEquals(List.of("SESSION s"), world.things());
                    assertEquals(List.of(), world.trails());
                }
            }
        }
    }

    // the kernel has forgotten disks and maps, and somebody else has logged in since
    private static void reboot(World world) {
        world.reboot();
        world.tree().file("/world/thing.session/s", "");
        world.tree().file("/world/thing.record/s", "");
    }

    @Test
    public void whatSomebodyTookAwayByHandIsAbsent() {
        try (var world = new World(7)) {
            world.with(core -> attach(world, core, "s/a"));
            world.tree().remove("/world/thing.disk/a");
            assertEquals(AttachmentState.ABSENT, listed(world).get(0).state());
        }
    }

    @Test
    public void whatFollowsATornLineIsNotWrittenBehindIt() {
        try (var world = new World(9)) {
            Attachment attachment = world.with(core -> attach(world, core, "s/a"));
            String path = World.JOURNAL + "/" + attachment.id() + ".trail";
            world.tree().append(path, "0123abcd drop\tstep=");
            world.stick("a");
            world.with(
                    core ->
                            assertThrows(
                                    VolumeException.class,
                                    () -> World.detach(core, attachment.id(), DetachMode.SAFE)));
            assertEquals(AttachmentState.LEFTOVER, listed(world).get(0).state());
        }
    }

    @Test
    public void afterAnAppendThatFailedHalfWayTheFileIsWrittenAnew() {
        try (var world = new World(10)) {
            world.stick("a");
            world.simulated().faults(new HalfAnAppend(world));
            var failure =
                    world.with(
                            core ->
                                    assertThrows(
                                            VolumeException.class,
                                            () -> attach(world, core, "s/a")));
            assertEquals(Reason.JOURNAL_UNAVAILABLE, failure.reason());
            world.restart();
            Attachment left = listed(world).get(0);
            assertEquals(left.detail(), AttachmentState.LEFTOVER, left.state());
        }
    }

    /** Lets the first append leave half a line and fail. */
    private static final class HalfAnAppend implements Faults {
        private final World world;
        private boolean done;

        private HalfAnAppend(World world) {
            this.world = world;
        }

        @Override
        public Fault of(Call call) {
            if (done || !call.operation().equals(Call.APPEND)) {
                return Fault.PASS;
            }
            done = true;
            String path = call.subject().substring(0, call.subject().indexOf(' '));
            world.tree().append(path, "0123abcd attached\twwid=");
            return Fault.fail(HostFailure.Kind.IO);
        }
    }

    @Test
    public void aRecoveryForWhichThereIsNoThreadBeginsOnceThereIsOne() {
        try (var world = new World(11)) {
            leftByAnAttach(world);
            world.call(
                    () -> {
                        var host = new FewThreads(world.host());
                        host.noneFor("recovery");
                        try (var core = new EngineCore(host, EngineSettings.DEFAULTS)) {
                            core.add(new ThingCodec());
                            for (Phase phase : Phase.values()) {
                                core.add(new ThingKind(host, phase));
                            }
                            core.start();
                            assertTrue(core.awaitRecovery(PATIENCE));
                            assertEquals(1, world.trails().size());
                            host.noneFor("nothing");
                            core.add(new ThingKind(host, Phase.MAP));
                            assertTrue(core.awaitRecovery(PATIENCE));
                            assertEquals(List.of(), world.trails());
                        }
                        return true;
                    });
        }
    }

    @Test
    public void andByItselfIfNothingElseAsksForIt() {
        try (var world = new World(12)) {
            world.with(core -> attach(world, core, "s/a"));
            world.tree().remove("/world/thing.disk/a");
            world.call(
                    () -> {
                        var host = new FewThreads(world.host());
                        host.noneFor("recovery");
                        try (var core = new EngineCore(host, EngineSettings.DEFAULTS)) {
                            core.add(new ThingCodec());
                            for (Phase phase : Phase.values()) {
                                core.add(new ThingKind(host, phase));
                            }
                            core.start();
                            host.noneFor("nothing");
                            host.await(
                                    host.signal("a while"),
                                    0,
                                    host.deadline(Duration.ofMinutes(2)));
                            assertEquals(
                                    AttachmentState.ABSENT,
                                    core.attachments().list().get(0).state());
                        }
                        return true;
                    });
        }
    }

    @Test
    public void aDamagedTrailIsShownAndNeverActedOn() {
        try (var world = new World(8)) {
            Attachment attachment = world.with(core -> attach(world, core, "s/a"));
            String path = World.JOURNAL + "/" + attachment.id() + ".trail";
            String text = world.tree().read(path).orElseThrow();
            world.tree().file(path, text.replaceFirst("owner=test", "owner=tesa"));
            Attachment shown = listed(world).get(0);
            assertEquals(AttachmentState.WAITING, shown.state());
            assertTrue(shown.detail(), shown.detail().contains("line 2 is corrupted"));
            var failure =
                    world.with(
                            core ->
                                    assertThrows(
                                            VolumeException.class,
                                            () ->
                                                    World.detach(
                                                            core,
                                                            attachment.id(),
                                                            DetachMode.FORCED)));
            assertEquals(Reason.JOURNAL_UNAVAILABLE, failure.reason());
            assertEquals(4, world.things().size());
        }
    }

    @Test
    public void theIdOfATrailThatCanNotBeReadIsNotGivenAgain() {
        String taken;
        try (var world = new World(9)) {
            taken = world.with(core -> attach(world, core, "s/a")).id().toString();
        }
        String path = World.JOURNAL + "/" + taken + ".trail";
        try (var world = new World(9)) {
            world.tree().file(path, "garbage");
            String given = world.with(core -> attach(world, core, "s/a")).id().toString();
            assertNotEquals(taken, given);
            assertEquals("garbage", world.tree().read(path).orElseThrow());
        }
    }
}
