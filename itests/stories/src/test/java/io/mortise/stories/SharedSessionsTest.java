// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.states;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.PathState;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.Test;

/** Two volumes on the same sessions. */
public class SharedSessionsTest extends Story {
    private static final int SEEDS = 6;

    private void sessionsStay(Attachment other) {
        assertEquals(4, world.ours().sessions().size());
        assertEquals(4, world.ours().records().size());
        assertEquals(4, world.ours().disks().size());
        assertEquals(1, world.ours().maps().size());
        Attachment now = world.list().get(0);
        assertEquals(other.id(), now.id());
        assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(now));
    }

    // os-brick D.62, peers C.62
    @Test
    public void theSessionsOfTheFirstVolumeStayForTheSecond() {
        Attachment first = world.attach(lun(1));
        Attachment second = world.attach(lun(2));
        assertEquals(4, world.ours().sessions().size());
        world.detach(first);
        sessionsStay(second);
        world.detach(second);
        assertTrue(world.ours().sessions().isEmpty());
    }

    // peers C.50
    @Test
    public void theSessionsStayForTheFirstVolumeWhenTheSecondGoes() {
        Attachment first = world.attach(lun(1));
        Attachment second = world.attach(lun(2));
        world.detach(second);
        sessionsStay(first);
        world.detach(first);
        assertTrue(world.ours().sessions().isEmpty());
    }

    // os-brick D.28
    @Test
    public void ofTwoDetachesAtOnceTheLastTakesTheSessionsAway() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (var fresh = new World(seed)) {
                Attachment first = fresh.attach(lun(1));
                Attachment second = fresh.attach(lun(2));
                Mortise mortise = fresh.mortise();
                fresh.together(
                        List.of(
                                () -> mortise.detach(first.id()),
                                () -> mortise.detach(second.id())));
                assertTrue("seed " + seed, fresh.ours().sessions().isEmpty());
                assertTrue("seed " + seed, fresh.ours().records().isEmpty());
                fresh.verify();
            }
        }
    }

    // peers C.45
    @Test
    public void twoVolumesAreAttachedAtOnceOverTheSameSessions() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (var fresh = new World(seed)) {
                Mortise mortise = fresh.mortise();
                List<Attachment> both =
                        fresh.together(
                                List.of(
                                        () -> mortise.attach(lun(1)),
                                        () -> mortise.attach(lun(2))));
                for (Attachment one : both) {
                    assertEquals("seed " + seed, AttachmentState.ATTACHED, one.state());
                }
                assertEquals("seed " + seed, 4, fresh.ours().sessions().size());
                both.forEach(fresh::detach);
                fresh.verify();
            }
        }
    }

    // peers C.77
    @Test
    public void anAttachBesideADetachOfTheOtherVolumeKeepsOrMakesTheSessions() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (var fresh = new World(seed)) {
                Attachment first = fresh.attach(lun(1));
                Mortise mortise = fresh.mortise();
                Supplier<AttachmentState> attach = () -> mortise.attach(lun(2)).state();
                Supplier<AttachmentState> detach =
                        () ->
                                mortise.detach(first.id()).mayUnmap()
                                        ? AttachmentState.ATTACHED
                                        : AttachmentState.LEFTOVER;
                assertEquals(
                        "seed " + seed,
                        List.of(AttachmentState.ATTACHED, AttachmentState.ATTACHED),
                        fresh.together(List.of(attach, detach)));
                fresh.list().forEach(fresh::detach);
                fresh.verify();
            }
        }
    }

    // while the kernel removes a map it calls the attributes of that map invalid, for 50 ms
    @Test
    public void anAttachFindsNothingWrongWithTheMapOfAnotherVolumeThatIsBeingRemoved() {
        for (int delay = 0; delay < 2000; delay += 40) {
            try (var fresh = new World(1)) {
                Attachment first = fresh.attach(lun(1));
                Mortise mortise = fresh.mortise();
                Duration later = Duration.ofMillis(delay);
                Supplier<AttachmentState> attach = () -> mortise.attach(lun(2)).state();
                Supplier<AttachmentState> detach =
                        () -> {
                            fresh.pause(later);
                            mortise.detach(first.id());
                            return AttachmentState.ABSENT;
                        };
                assertEquals(
                        "begun after " + later,
                        List.of(AttachmentState.ATTACHED, AttachmentState.ABSENT),
                        fresh.together(List.of(attach, detach)));
                fresh.list().forEach(fresh::detach);
                fresh.verify();
            }
        }
    }

    @Test
    public void devicesOfOthersThatAreBeingRemovedAreInNobodysWay() {
        for (int delay = 0; delay < 2000; delay += 100) {
            try (var fresh = new World(1)) {
                Attachment first = fresh.attach(lun(1));
                fresh.fabric().neighbour().stack("dm-0", "secret", "CRYPT-LUKS2-01-secret");
                fresh.mortise();
                fresh.after(
                        Duration.ofMillis(delay),
                        () -> fresh.fabric().neighbour().unstack("secret"));
                Attachment second = fresh.attach(lun(2));
                assertEquals(AttachmentState.ATTACHED, second.state());
                fresh.settled();
                fresh.detach(second);
                fresh.detach(first);
                fresh.verify();
            }
        }
    }

    /** Else nobody would close the sessions: each of the two would leave them to the other. */
    @Test
    public void aSessionThatOthersUseIsNotGivenUpWhileADiskMayStillComeOnIt() {
        Attachment first = world.attach(lun(1));
        world.fabric().latencies(Latencies.lab().withScan(Duration.ofSeconds(1200)));
        long begun = world.nanos();
        world.refusal(lun(2));
        Duration took = Duration.ofNanos(world.nanos() - begun);
        assertTrue(took.toString(), took.compareTo(Duration.ofSeconds(1190)) < 0);
        world.pass(Duration.ofSeconds(1202).minus(took));
        assertEquals(8, world.ours().disks().size());
        assertTrue(world.detach(first).mayUnmap());
        world.pass(Duration.ofHours(2));
        assertEquals(List.of(), world.ours().sessions());
        assertEquals(List.of(), world.list());
    }

    /**
     * Both change a stranger's record for their logins: the one that goes must not give it back
     * when the other is about to log in with it.
     */
    @Test
    public void aRecordOfAStrangerIsNotChangedBackWhileAnotherVolumeLogsInWithIt() {
        var neighbour = world.fabric().neighbour();
        neighbour.logout(neighbour.login(world.portal(0)));
        world.remember();
        Attachment first = world.attach(volume(path(IQN, 0, 1)));
        var closing = new AtomicBoolean();
        world.simulated()
                .faults(
                        call -> {
                            closing.compareAndSet(false, call.text().contains("--logout"));
                            return Fault.PASS;
                        });
        Mortise mortise = world.mortise();
        List<Supplier<Boolean>> both =
                List.of(
                        () -> mortise.detach(first.id()).mayUnmap(),
                        () -> {
                            while (!closing.get()) {
                                world.pause(Duration.ofMillis(1));
                            }
                            return mortise.attach(volume(path(IQN, 0, 2))).usable();
                        });
        assertEquals(List.of(true, true), world.together(both));
        assertEquals("the LUN asked for", 1, world.ours().disks().size());
        world.list().forEach(world::detach);
    }
}
