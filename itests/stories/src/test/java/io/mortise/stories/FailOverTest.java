// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.IscsiConnection;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.jvm.CrashPlan.Children;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** One path is enough, and the first portals do not work; or none does. */
public class FailOverTest extends Story {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final long LOGIN = 5;

    private Attachment onOnePath(IscsiConnection volume, int k) {
        Attachment attachment = world.attach(volume);
        assertFalse(attachment.device().orElseThrow().multipath());
        assertEquals(1, world.ours().disks().size());
        assertEquals(world.ours().toString(), 0, world.ours().maps().size());
        String only = World.address(k);
        for (List<String> one : List.of(world.ours().sessions(), world.ours().records())) {
            assertEquals(one.toString(), 1, one.size());
            assertTrue(one.toString(), one.get(0).replace(",", ":").contains(only));
        }
        return attachment;
    }

    private void onePathWanted() {
        world.set("multipath", false);
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
    }

    // os-brick D.22
    @Test
    public void aSilentARefusingAndAMutePortalAreTriedInTurnAndLeaveNothing() {
        onePathWanted();
        world.portal(0).cut();
        world.portal(1).refuse();
        world.portal(2).silence();
        Attachment attachment = onOnePath(lun(1), 3);
        for (int k = 0; k < 3; k++) {
            assertEquals(PathState.DOWN, attachment.paths().get(k).state());
            world.portal(k).mend();
        }
        world.pass(LONG);
        assertEquals(1, world.ours().sessions().size());
        world.detach(attachment);
    }

    @Test
    public void aPortalWithoutTheLunIsPassedOver() {
        onePathWanted();
        String tags = World.IQN + "-tags";
        for (int k = 0; k < 2; k++) {
            world.fabric().target(tags).group(k + 1).portal(World.address(k));
        }
        world.fabric().target(tags).group(2).lun(1, world.data());
        Attachment attachment = onOnePath(volume(path(tags, 0, 1), path(tags, 1, 1)), 1);
        assertEquals(Reason.LUN_NOT_FOUND, attachment.paths().get(0).reason().orElseThrow());
        world.detach(attachment);
    }

    @Test
    public void aPortalThatDidNotAnswerIsTriedLastUntilItIsForgotten() {
        onePathWanted();
        world.portal(0).cut();
        Attachment first = onOnePath(lun(1), 1);
        world.detach(first);
        Duration took = world.time(() -> onOnePath(lun(1), 1));
        assertTrue(took.toString(), took.toSeconds() < LOGIN);
        world.detach(world.list().get(0));
        world.portal(0).mend();
        world.pass(Duration.ofSeconds(121));
        world.detach(onOnePath(lun(1), 0));
    }

    @Test
    public void withoutPortalMemoryTheOrderIsTheOneAskedFor() {
        onePathWanted();
        world.set("portal.memory", 0);
        world.portal(0).cut();
        world.detach(onOnePath(lun(1), 1));
        Duration took = world.time(() -> onOnePath(lun(1), 1));
        assertTrue(took.toString(), took.toSeconds() >= LOGIN);
        world.detach(world.list().get(0));
    }

    @Test
    public void eachPortalHasItsTurnBeforeTheDeadlineHoweverLongALoginMayTake() {
        onePathWanted();
        world.set("attach.timeout", 60).set("login.timeout", 60);
        for (int k = 0; k < 3; k++) {
            world.portal(k).cut();
        }
        world.detach(onOnePath(lun(1), 3));
    }

    @Test
    public void aJvmThatIsKilledBetweenTwoPortalsLeavesNothing() {
        onePathWanted();
        world.mortise();
        world.portal(0).cut();
        world.fork(() -> world.mortise().attach(lun(1)));
        world.pass(Duration.ofSeconds(3));
        world.portal(0).mend();
        world.restart(Children.LIVE_ON);
        assertEquals(List.of(), world.list());
        world.pass(LONG);
        assertTrue(world.ours().toString(), world.ours().isEmpty());
    }

    // --- several paths wanted ---

    @Test
    public void withAllPortalsDeadTheAttachFailsWithinTheLoginsLimitAndNamesEach() {
        for (int kind = 0; kind < 4; kind++) {
            try (var fresh = new World(kind + 1)) {
                for (int k = 0; k < 4; k++) {
                    switch (kind == 3 ? k % 3 : kind) {
                        case 0 -> fresh.portal(k).cut();
                        case 1 -> fresh.portal(k).refuse();
                        default -> fresh.portal(k).silence();
                    }
                }
                fresh.mortise();
                Duration took =
                        fresh.time(
                                () -> {
                                    VolumeException refused = fresh.refusal(lun(1));
                                    assertEquals(Reason.PORTAL_UNREACHABLE, refused.reason());
                                    for (int k = 0; k < 4; k++) {
                                        String told = refused.getMessage();
                                        assertTrue(told, told.contains(World.address(k)));
                                    }
                                });
                assertTrue(kind + ": " + took, took.toSeconds() < LOGIN + 2);
                assertTrue(fresh.ours().isEmpty());
                for (int k = 0; k < 4; k++) {
                    fresh.portal(k).mend();
                }
                fresh.pass(LONG);
                fresh.verify("kind " + kind);
            }
        }
    }

    // peers C.34
    @Test
    public void aPortalThatDidNotAnswerIsNotWaitedForByTheNextAttach() {
        world.set("login.timeout", 30);
        world.portal(3).cut();
        Attachment first = world.attach(lun(1));
        world.pass(Duration.ofSeconds(40));
        Duration took = world.time(() -> world.attach(lun(2)));
        assertTrue(took.toString(), took.compareTo(Duration.ofSeconds(3)) < 0);
        Attachment second = world.list().get(1);
        String why = second.paths().get(3).detail();
        assertEquals(why, PathState.PENDING, second.paths().get(3).state());
        world.portal(3).mend();
        world.pass(Duration.ofSeconds(8));
        assertEquals(PathState.ACTIVE, world.list().get(1).paths().get(3).state());
        world.detach(second);
        // it works, so it is waited for again
        Attachment third = world.attach(lun(2));
        assertEquals(PathState.ACTIVE, third.paths().get(3).state());
        world.detach(third);
        world.detach(first);
    }

    @Test
    public void anIscsidThatEndsDuringTheLoginFailsTheAttachAndANewOneServesTheNext() {
        for (int k = 0; k < 4; k++) {
            world.portal(k).cut();
        }
        world.mortise();
        world.after(Duration.ofSeconds(2), () -> world.fabric().neighbour().stopIscsid());
        world.refusal(lun(1));
        for (int k = 0; k < 4; k++) {
            world.portal(k).mend();
        }
        world.fabric().neighbour().startIscsid();
        world.pass(Duration.ofSeconds(30));
        world.detach(world.attach(lun(1)));
    }

    @Test
    public void sessionsThatAnIscsidLeftHalfMadeGoOnceTheNextOneCanCloseThem() {
        for (int k = 0; k < 4; k++) {
            world.portal(k).silence();
        }
        world.mortise();
        world.after(Duration.ofSeconds(2), () -> world.fabric().neighbour().stopIscsid());
        world.refusal(lun(1));
        assertEquals(4, world.ours().sessions().size());
        assertEquals(AttachmentState.LEFTOVER, world.list().get(0).state());
        world.fabric().neighbour().startIscsid();
        world.pass(Duration.ofMinutes(5));
        for (int k = 0; k < 4; k++) {
            world.portal(k).mend();
        }
        world.pass(Duration.ofMinutes(10));
        assertEquals(List.of(), world.list());
        assertTrue(world.ours().isEmpty());
    }

    @Test
    public void sessionsThatAnIscsidLeftWithoutANameAreInNobodysWayOnceAnotherIscsidRuns() {
        leavesHalfMadeSessions(Duration.ofSeconds(2));
        Attachment left = world.list().get(0);
        assertEquals(AttachmentState.LEFTOVER, left.state());
        assertTrue(left.detail(), left.detail().contains("no name in sysfs"));
        areInNobodysWayOnceAnotherIscsidRuns();
    }

    @Test
    public void sessionsThatAnIscsidLeftWithoutAPortalAreInNobodysWayOnceAnotherIscsidRuns() {
        leavesHalfMadeSessions(Duration.ofSeconds(8));
        areInNobodysWayOnceAnotherIscsidRuns();
    }

    private void leavesHalfMadeSessions(Duration after) {
        world.fabric().latencies(Latencies.lab().withLogin(Duration.ofSeconds(30)));
        world.mortise();
        world.after(after, () -> world.fabric().neighbour().stopIscsid());
        world.refusal(lun(1));
        world.pass(Duration.ofMinutes(5));
        assertEquals(1, world.list().size());
        assertEquals("" + world.ours(), 4, halfMade());
    }

    private void areInNobodysWayOnceAnotherIscsidRuns() {
        world.fabric().latencies(Latencies.lab());
        world.fabric().neighbour().startIscsid();
        world.pass(Duration.ofMinutes(20));
        assertEquals(List.of(), world.list());
        Attachment attached = world.attach(lun(1));
        assertEquals(4, attached.paths().size());
        assertEquals(4 + halfMade(), world.ours().sessions().size());
        world.detach(attached);
        assertEquals(halfMade(), world.ours().sessions().size());
        world.reboot();
        assertTrue(world.ours().isEmpty());
    }

    private long halfMade() {
        var tree = world.simulated().computer().tree();
        return tree.list("/sys/class/iscsi_connection").stream()
                .map(name -> tree.read("/sys/class/iscsi_connection/" + name + "/persistent_port"))
                .filter(Optional.of("0\n")::equals)
                .count();
    }

    // peers C.72
    @Test
    public void anIscsidThatIsStartedAgainWhileAVolumeIsAttachedIsNotNoticed() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().stopIscsid();
        world.fabric().neighbour().startIscsid();
        world.pass(Duration.ofSeconds(5));
        assertEquals(PathState.ACTIVE, world.list().get(0).paths().get(0).state());
        world.detach(attachment);
    }
}
