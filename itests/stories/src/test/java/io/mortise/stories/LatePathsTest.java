// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.states;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.IscsiPath;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Task;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.fabric.PortalGroup;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Test;

/** A portal is silent while a volume is attached: the others are handed out, it joins later. */
public class LatePathsTest extends Story {
    private static final Duration LOGIN = Duration.ofSeconds(30);
    private static final String TAGS = World.IQN + "-tags";
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final List<PathState> THREE_AND_ONE =
            List.of(PathState.ACTIVE, PathState.ACTIVE, PathState.ACTIVE, PathState.PENDING);
    private static final List<PathState> FOUR = Collections.nCopies(4, PathState.ACTIVE);

    @Before
    public void patience() {
        world.set("login.timeout", LOGIN.toSeconds()).set("path.grace", 2);
    }

    private Attachment withTheLastPathOpen() {
        world.portal(3).cut();
        return open();
    }

    private Attachment open() {
        Attachment attachment = world.attach(lun(1));
        assertEquals(attachment.toString(), THREE_AND_ONE, states(attachment));
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        assertEquals(3, world.ours().sessions().size());
        return attachment;
    }

    private Attachment now() {
        return world.list().get(0);
    }

    private void nothingComesLater() {
        var then = world.ours();
        world.pass(LONG);
        assertEquals(then, world.ours());
    }

    private PathReport onlyTheLastIsDown() {
        Attachment attachment = now();
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        assertEquals(PathState.DOWN, states(attachment).get(3));
        assertEquals(3, world.ours().sessions().size());
        assertEquals(3, world.ours().records().size());
        assertEquals(3, world.ours().disks().size());
        return attachment.paths().get(3);
    }

    // peers C.31
    @Test
    public void oneSilentPortalCostsNoMoreThanThePathGrace() {
        Duration healthy;
        try (var fresh = new World(1)) {
            healthy = fresh.time(() -> fresh.attach(lun(1)));
            fresh.detach(fresh.list().get(0));
            fresh.verify();
        }
        for (String silence : new String[] {"cut", "silent"}) {
            try (var fresh = new World(1)) {
                fresh.set("login.timeout", LOGIN.toSeconds()).set("path.grace", 2);
                if (silence.equals("cut")) {
                    fresh.portal(3).cut();
                } else {
                    fresh.portal(3).silence();
                }
                fresh.mortise();
                Duration took = fresh.time(() -> fresh.attach(lun(1)));
                assertEquals(silence, THREE_AND_ONE, states(fresh.list().get(0)));
                Duration most = healthy.plusSeconds(2).plusSeconds(1);
                assertTrue(silence + " " + took, took.compareTo(most) <= 0);
                fresh.detach(fresh.list().get(0));
                fresh.verify(silence);
            }
        }
    }

    @Test
    public void aPathThatComesBackWhileItsLoginLastsJoinsByItself() {
        for (String silence : new String[] {"cut", "silent", "refusing"}) {
            try (var fresh = new World(1)) {
                fresh.set("login.timeout", LOGIN.toSeconds()).set("path.grace", 2);
                switch (silence) {
                    case "cut" -> fresh.portal(3).cut();
                    case "silent" -> fresh.portal(3).silence();
                    default -> fresh.portal(3).refuse();
                }
                Attachment attachment = fresh.attach(lun(1));
                assertEquals(silence, THREE_AND_ONE, states(attachment));
                fresh.pass(Duration.ofSeconds(5));
                fresh.portal(3).mend();
                fresh.pass(Duration.ofSeconds(8));
                Attachment joined = fresh.list().get(0);
                assertEquals(silence, FOUR, states(joined));
                assertEquals(silence, AttachmentState.ATTACHED, joined.state());
                assertEquals(attachment.device(), joined.device());
                fresh.detach(joined);
                fresh.verify(silence);
            }
        }
    }

    @Test
    public void aPathThatDoesNotComeBackIsReportedWithItsReasonAndWalkedBack() {
        withTheLastPathOpen();
        world.pass(LOGIN.plusSeconds(3));
        PathReport last = onlyTheLastIsDown();
        assertEquals(Optional.of(Reason.PORTAL_UNREACHABLE), last.reason());
        assertTrue(now().detail(), now().detail().contains("10.10.3.2:3260"));
        world.portal(3).mend();
        nothingComesLater();
        world.detach(now());
    }

    @Test
    public void aLatePathThatLeadsToAnotherVolumeDoesNotJoin() {
        var paths = new IscsiPath[4];
        for (int k = 0; k < 4; k++) {
            group(k).lun(1, world.data()).portal(World.address(k));
            paths[k] = path(TAGS, k, 1);
        }
        group(3).portal(World.address(3)).cut();
        Attachment attachment = world.attach(volume(paths));
        assertEquals(THREE_AND_ONE, states(attachment));
        group(3).lun(1, world.fabric().volume("other", World.SIZE));
        group(3).portal(World.address(3)).mend();
        world.pass(Duration.ofSeconds(10));
        PathReport last = onlyTheLastIsDown();
        assertEquals(last.detail(), Optional.of(Reason.FOREIGN_DATA), last.reason());
        assertEquals(1, world.ours().maps().size());
        world.detach(attachment);
    }

    private PortalGroup group(int k) {
        return world.fabric().target(TAGS).group(k + 1);
    }

    @Test
    public void aDetachEndsTheWaitAndNoSessionAppearsLater() {
        for (int mended = 0; mended < 36; mended += 5) {
            try (var fresh = new World(mended + 1)) {
                fresh.set("login.timeout", LOGIN.toSeconds()).set("path.grace", 2);
                fresh.portal(3).silence();
                Attachment attachment = fresh.attach(lun(1));
                fresh.after(Duration.ofSeconds(mended), () -> fresh.portal(3).mend());
                assertTrue(fresh.detach(attachment).mayUnmap());
                assertTrue("left after " + mended, fresh.ours().isEmpty());
                fresh.pass(LONG);
                fresh.verify("mended after " + mended);
            }
        }
    }

    /** Attached while one path was cut, which has been mended for so long. */
    private static Attachment mendedFor(World fresh, Duration time) {
        fresh.set("login.timeout", LOGIN.toSeconds()).set("path.grace", 2);
        fresh.portal(3).cut();
        Attachment attachment = fresh.attach(lun(1));
        fresh.portal(3).mend();
        fresh.pass(time);
        return attachment;
    }

    @Test
    public void aDetachAtTheMomentInWhichThePathJoinsLeavesNothing() {
        for (int millis = 0; millis < 2400; millis += 150) {
            try (var fresh = new World(millis + 1)) {
                Attachment attachment = mendedFor(fresh, Duration.ofMillis(millis));
                fresh.detach(attachment);
                fresh.verify(millis + " ms");
            }
        }
    }

    @Test
    public void aDetachThatIsRefusedLeavesThePathsThatWorkAndSaysWhatBecameOfTheOther() {
        Attachment attachment = withTheLastPathOpen();
        world.fabric().neighbour().mount("dm-0", "/mnt");
        VolumeException refused = world.refusal(attachment);
        assertEquals(Reason.IN_USE, refused.reason());
        assertEquals(Optional.of(Reason.CANCELLED), onlyTheLastIsDown().reason());
        nothingComesLater();
        world.fabric().neighbour().unmount("/mnt");
        world.detach(attachment);
    }

    @Test
    public void connectingAgainMeanwhileTellsThatThePathIsComingUp() {
        Attachment attachment = withTheLastPathOpen();
        Attachment again = world.attach(lun(1));
        assertEquals(attachment.id(), again.id());
        assertEquals(THREE_AND_ONE, states(again));
        world.portal(3).mend();
        world.pass(Duration.ofSeconds(8));
        assertEquals(FOUR, states(now()));
        world.detach(attachment);
    }

    @Test
    public void connectingAgainAtTheMomentInWhichThePathJoinsLeavesItJoined() {
        for (int millis = 0; millis < 3600; millis += 150) {
            try (var fresh = new World(millis + 1)) {
                Attachment attachment = mendedFor(fresh, Duration.ofMillis(millis));
                slowlyAnswering(fresh);
                fresh.attach(lun(1));
                fresh.simulated().faults(Faults.NONE);
                fresh.pass(Duration.ofSeconds(8));
                Attachment now = fresh.list().get(0);
                assertEquals(millis + " ms", FOUR, states(now));
                assertEquals(millis + " ms", AttachmentState.ATTACHED, now.state());
                fresh.detach(attachment);
                fresh.verify(millis + " ms");
            }
        }
    }

    // so that a proof takes a while
    private static void slowlyAnswering(World world) {
        Fault late = Fault.late(Duration.ofMillis(400));
        world.simulated().faults(call -> call.operation().equals(Call.INQUIRY) ? late : Fault.PASS);
    }

    @Test
    public void connectingAgainAtTheMomentInWhichThePathIsGivenUpKeepsWhyItIsDown() {
        for (int millis = 0; millis < 6000; millis += 150) {
            try (var fresh = new World(millis + 1)) {
                fresh.set("login.timeout", 5).set("path.grace", 2);
                fresh.portal(3).cut();
                Attachment attachment = fresh.attach(lun(1));
                fresh.pass(Duration.ofMillis(millis));
                slowlyAnswering(fresh);
                fresh.attach(lun(1));
                fresh.simulated().faults(Faults.NONE);
                fresh.pass(Duration.ofSeconds(8));
                PathReport last = fresh.list().get(0).paths().get(3);
                assertEquals(millis + " ms", PathState.DOWN, last.state());
                assertEquals(millis + " ms", Optional.of(Reason.PORTAL_UNREACHABLE), last.reason());
                fresh.detach(attachment);
                fresh.verify(millis + " ms");
            }
        }
    }

    @Test
    public void aDetachThatCouldNotWaitForTheLoginsEndLeavesNoPathToNobody() {
        world.set("login.timeout", 60).set("detach.timeout", 5);
        world.portal(3).cut();
        Attachment attachment = open();
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), Reason.BUSY, refused.reason());
        world.pass(LONG);
        assertEquals(Optional.of(Reason.CANCELLED), onlyTheLastIsDown().reason());
        world.detach(attachment);
    }

    @Test
    public void connectingAgainLaterKeepsTheReasonWhyAPathIsDown() {
        withTheLastPathOpen();
        world.pass(LOGIN.plusSeconds(3));
        world.attach(lun(1));
        assertEquals(Optional.of(Reason.PORTAL_UNREACHABLE), onlyTheLastIsDown().reason());
        world.detach(now());
    }

    @Test
    public void whatIsListedWhileALatePathJoinsNeverSaysMoreThanTheState() {
        world.portal(3).cut();
        Attachment attachment = world.attach(lun(1));
        world.portal(3).mend();
        AttachmentState state = AttachmentState.DEGRADED;
        for (int look = 0; state == AttachmentState.DEGRADED && look < 600; look++) {
            world.pass(Duration.ofMillis(20));
            Attachment now = world.list().get(0);
            state = now.state();
            assertEquals(
                    now.toString(),
                    state == AttachmentState.ATTACHED,
                    states(now).stream().allMatch(PathState.ACTIVE::equals));
        }
        assertEquals(AttachmentState.ATTACHED, state);
        world.detach(attachment);
    }

    @Test
    public void anotherVolumeOnTheSamePortalsIsNotHeldUpAndBothGetTheLatePath() {
        Attachment first = withTheLastPathOpen();
        Duration took = world.time(() -> world.attach(lun(2)));
        assertTrue(took.toString(), took.toSeconds() < 5);
        world.portal(3).mend();
        world.pass(Duration.ofSeconds(8));
        for (Attachment each : world.list()) {
            assertEquals(each.toString(), FOUR, states(each));
        }
        assertEquals(4, world.ours().sessions().size());
        world.detach(first);
        world.detach(now());
    }

    @Test
    public void whatOneAttachFoundOutAboutAPortalIsNotTriedAgainByThoseThatWaitForIt() {
        withTheLastPathOpen();
        world.attach(lun(2));
        world.pass(LOGIN.plusSeconds(4));
        for (Attachment each : world.list()) {
            assertEquals(each.toString(), PathState.DOWN, states(each).get(3));
        }
        assertEquals(3, world.ours().records().size());
        world.list().forEach(world::detach);
    }

    @Test
    public void aStopWalksBackWhatIsOpenWithinTheGraceAndLeavesTheRest() {
        world.set("login.timeout", 10);
        Attachment attachment = withTheLastPathOpen();
        Duration took = world.time(world::stop);
        assertTrue(took.toString(), took.compareTo(Duration.ofSeconds(20)) <= 0);
        assertEquals(3, world.ours().sessions().size());
        nothingComesLater();
        assertEquals(attachment.id(), now().id());
        assertEquals(Optional.of(Reason.CANCELLED), onlyTheLastIsDown().reason());
        world.detach(attachment);
    }

    @Test
    public void
            aStopDuringALoginThatOutlastsTheGraceEndsInTimeAndTheNextStartTakesTheSessionAway() {
        world.set("login.timeout", 60);
        world.portal(3).cut();
        Attachment attachment = open();
        Duration took = world.time(world::stop);
        assertTrue(took.toString(), took.compareTo(Duration.ofSeconds(25)) <= 0);
        world.portal(3).mend();
        world.pass(Duration.ofSeconds(10));
        assertEquals("iscsid goes on", 4, world.ours().sessions().size());
        world.restart(Children.LIVE_ON);
        onlyTheLastIsDown();
        world.detach(attachment);
    }

    @Test
    public void aJvmThatIsKilledMeanwhileLeavesNoSessionThatNobodyOwns() {
        for (Children children : Children.values()) {
            for (int mended = 0; mended < 36; mended += 7) {
                try (var fresh = new World(mended + 1)) {
                    fresh.set("login.timeout", LOGIN.toSeconds()).set("path.grace", 2);
                    fresh.portal(3).silence();
                    Attachment attachment = fresh.attach(lun(1));
                    fresh.after(Duration.ofSeconds(mended), () -> fresh.portal(3).mend());
                    String about = children + ", mended after " + mended;
                    fresh.restart(children);
                    Attachment found = fresh.list().get(0);
                    assertEquals(about, attachment.id(), found.id());
                    assertEquals(about, 3, fresh.ours().sessions().size());
                    fresh.pass(LONG);
                    assertEquals(about, 3, fresh.ours().sessions().size());
                    fresh.detach(found);
                    fresh.verify(about);
                }
            }
        }
    }

    @Test
    public void aPathThatHadJoinedUnnoticedWhenTheJvmDiedIsKept() {
        Attachment attachment = withTheLastPathOpen();
        world.portal(3).mend();
        while (world.ours().disks().size() < 4) {
            world.pass(Duration.ofMillis(20));
        }
        world.restart(Children.DIE);
        world.settled();
        assertEquals(FOUR, states(now()));
        assertEquals(AttachmentState.ATTACHED, now().state());
        world.detach(attachment);
    }

    @Test
    public void aMultipathdThatIsGoneWhenThePathComesUpCostsThePathOnly() {
        Attachment attachment = withTheLastPathOpen();
        world.fabric().neighbour().stopMultipathd();
        world.portal(3).mend();
        world.pass(Duration.ofSeconds(90));
        assertEquals(3, world.ours().sessions().size());
        world.fabric().neighbour().startMultipathd();
        world.settled();
        assertEquals(Optional.of(Reason.TOOL_MISSING), onlyTheLastIsDown().reason());
        world.detach(attachment);
    }

    @Test
    public void anAttachThatFailsAfterAllWithAPathOpenLeavesNothing() {
        world.set("login.timeout", 10);
        world.portal(3).silence();
        Task<Attachment> attach = world.fork(() -> world.mortise().attach(lun(1)));
        world.pass(Duration.ofMillis(1500));
        world.stop();
        assertTrue(attach.done());
        assertFalse(attach.failure().isEmpty());
        assertTrue(world.ours().toString(), world.ours().isEmpty());
    }

    private Attachment withASlowScanOnTheLastPath() {
        world.mortise();
        // the three others have begun theirs by then
        world.after(
                Duration.ofMillis(200),
                () -> world.fabric().latencies(Latencies.lab().withScan(Duration.ofSeconds(12))));
        world.after(Duration.ofMillis(190), () -> world.portal(3).mend());
        world.portal(3).cut();
        Attachment attachment = world.attach(lun(1));
        world.fabric().latencies(Latencies.lab());
        assertEquals(THREE_AND_ONE, states(attachment));
        return attachment;
    }

    @Test
    public void aDiskThatTheKernelBringsUpLateJoins() {
        Attachment attachment = withASlowScanOnTheLastPath();
        world.pass(Duration.ofSeconds(20));
        assertEquals(FOUR, states(now()));
        world.detach(attachment);
    }

    // peers C.8
    @Test
    public void aDetachWhileTheKernelScansLeavesNoDisk() {
        Attachment attachment = withASlowScanOnTheLastPath();
        try {
            world.detach(attachment);
        } catch (VolumeException told) {
            assertEquals(told.describe(), Reason.HOST_FAILED, told.reason());
            world.pass(Duration.ofSeconds(20));
            world.detach(attachment);
        }
        assertTrue(world.ours().toString(), world.ours().isEmpty());
        nothingComesLater();
    }

    @Test
    public void aForcedDetachEndsTheWaitToo() {
        Attachment attachment = withTheLastPathOpen();
        world.detach(attachment.id(), DetachMode.FORCED);
        assertTrue(world.ours().isEmpty());
    }

    // iscsid ends a login with the attempt after its limits, and that one may succeed
    @Test
    public void norOneThatComesUpAtTheLastMoment() {
        Fault kill = Fault.kill(Duration.ofMillis(150));
        for (int limit = 5; limit <= 9; limit++) {
            for (int fifths = limit * 5; fifths < limit * 5 + 15; fifths++) {
                try (var fresh = new World(fifths)) {
                    fresh.set("login.timeout", limit).set("path.grace", 2);
                    fresh.portal(3).refuse();
                    fresh.mortise();
                    fresh.simulated()
                            .faults(
                                    call ->
                                            call.subject().endsWith(" --login")
                                                    ? kill
                                                    : Fault.PASS);
                    fresh.after(Duration.ofMillis(200L * fifths), fresh.portal(3)::mend);
                    Attachment attachment = fresh.attach(lun(1));
                    fresh.simulated().faults(Faults.NONE);
                    fresh.pass(LONG);
                    String about = limit + " s, mended after " + fifths + " fifths of a second";
                    assertEquals(about, 3, fresh.ours().sessions().size());
                    fresh.detach(attachment);
                    fresh.verify(about);
                }
            }
        }
    }

    // iscsid goes on for a client that is no more
    @Test
    public void aSessionThatComesUpAfterTheClientWasKilledBySomebodyElseIsNotLeft() {
        world.portal(3).refuse();
        world.mortise();
        Fault kill = Fault.kill(Duration.ofMillis(150));
        world.simulated().faults(call -> call.subject().endsWith(" --login") ? kill : Fault.PASS);
        world.after(Duration.ofSeconds(10), world.portal(3)::mend);
        Attachment attachment = world.attach(lun(1));
        world.simulated().faults(Faults.NONE);
        world.pass(LONG);
        assertEquals(3, world.ours().sessions().size());
        world.detach(attachment);
    }
}
