// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** open-iscsi's records have one lock: a hard link that a killed iscsiadm leaves behind. */
public class NodeDatabaseTest extends Story {
    private static final String LINK = "/run/lock/iscsi/lock.write";

    // peers C.48
    @Test
    public void aStaleLockIsRemovedAfterHalfAMinute() {
        world.fabric().neighbour().leaveStaleLock();
        Duration took = world.time(() -> world.attach(lun(1)));
        assertTrue(took.toString(), took.toSeconds() >= 30 && took.toSeconds() < 35);
        Attachment attachment = world.list().get(0);
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        world.detach(attachment);
    }

    private void unreadable(String part) {
        world.simulated()
                .faults(
                        call ->
                                call.text().startsWith("read") && call.subject().contains(part)
                                        ? Fault.fail(HostFailure.Kind.IO)
                                        : Fault.PASS);
    }

    @Test
    public void aRecordOfAnotherPortalThatCanNotBeReadDoesNotMatter() {
        world.fabric().neighbour().login(world.portal(3));
        world.remember();
        unreadable("10.10.3.2,3260");
        for (IscsiConnection volume :
                List.of(
                        World.volume(World.path(World.IQN, 0, 1)),
                        World.volume(World.path(World.IQN, 0, 1), World.path(World.IQN, 1, 1)))) {
            Attachment attachment = world.attach(volume);
            assertEquals(AttachmentState.ATTACHED, attachment.state());
            world.detach(attachment);
        }
        world.simulated().faults(Faults.NONE);
    }

    @Test
    public void aRecordOfTheSamePortalForAnotherIfaceDoesNotMatterEither() {
        String folder = "/etc/iscsi/nodes/" + World.IQN + "/10.10.0.2,3260,1";
        world.simulated().computer().tree().file(folder + "/eth9", "cut sho");
        world.remember();
        unreadable("/eth9");
        world.detach(world.attach(World.volume(World.path(World.IQN, 0, 1))));
        world.simulated().faults(Faults.NONE);
    }

    // found by the soak: what was read cut short was written back as the whole
    @Test
    public void aRecordThatIsReadCutShortOnceIsWholeAfterwards() {
        world.fabric().neighbour().logout(world.fabric().neighbour().login(world.portal(0)));
        world.remember();
        var tree = world.simulated().computer().tree();
        String record = "/etc/iscsi/nodes/" + World.IQN + "/10.10.0.2,3260,1/default";
        Optional<String> before = tree.read(record);
        IscsiConnection volume = World.volume(World.path(World.IQN, 0, 1));
        boolean more = true;
        for (int which = 1; more; which++) {
            var left = new AtomicInteger(which);
            world.simulated()
                    .faults(
                            call ->
                                    call.operation().equals(Call.READ)
                                                    && call.subject().equals(record)
                                                    && left.decrementAndGet() == 0
                                            ? Fault.GARBLE
                                            : Fault.PASS);
            try {
                world.attach(volume);
            } catch (VolumeException refused) {
                assertNotEquals(refused.describe(), Reason.INTERNAL, refused.reason());
            }
            more = left.get() <= 0;
            world.simulated().faults(Faults.NONE);
            world.pass(Duration.ofMinutes(3));
            world.list().forEach(world::detach);
            assertEquals(before, tree.read(record));
        }
    }

    // os-brick D.23, peers C.46
    @Test
    public void aLockThatIsFreedMeanwhileIsWaitedFor() {
        world.fabric().neighbour().leaveStaleLock();
        world.mortise();
        world.after(Duration.ofSeconds(12), () -> world.simulated().computer().tree().remove(LINK));
        Duration took = world.time(() -> world.attach(lun(1)));
        assertTrue(took.toString(), took.toSeconds() >= 12 && took.toSeconds() < 15);
        world.detach(world.list().get(0));
    }

    // peers C.48
    @Test
    public void aLockThatALivingIscsiadmHoldsIsLeftToIt() {
        world.set("attach.timeout", 60);
        world.fabric().neighbour().leaveStaleLock();
        world.simulated().computer().tree().file("/proc/4711/comm", "iscsiadm\n");
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.NODE_DB_LOCKED, refused.reason());
        assertTrue(world.simulated().computer().tree().exists(LINK));
        assertTrue(world.ours().sessions().isEmpty());
        world.simulated().computer().tree().remove("/proc/4711");
        world.simulated().computer().tree().remove(LINK);
        world.detach(world.attach(lun(1)));
    }

    @Test
    public void aLockWhoseLastWaiterEndsLaterIsRemovedThen() {
        world.fabric().neighbour().leaveStaleLock();
        world.simulated().computer().tree().file("/proc/4711/comm", "iscsiadm\n");
        world.mortise();
        world.after(
                Duration.ofSeconds(40),
                () -> world.simulated().computer().tree().remove("/proc/4711"));
        Duration took = world.time(() -> world.attach(lun(1)));
        assertTrue(took.toString(), took.toSeconds() >= 40 && took.toSeconds() < 44);
        world.detach(world.list().get(0));
    }

    @Test
    public void aStaleLockIsRemovedByOneOfAllWhoWaitForIt() {
        var paths = new IscsiPath[World.PATHS];
        for (int k = 0; k < World.PATHS; k++) {
            String target = World.IQN + "-" + k;
            world.fabric().target(target).lun(1, world.data());
            world.fabric().target(target).portal(World.address(k));
            paths[k] = World.path(target, k, 1);
        }
        world.fabric().neighbour().leaveStaleLock();
        Duration took = world.time(() -> world.attach(World.volume(paths)));
        assertTrue(took.toString(), took.toSeconds() >= 30 && took.toSeconds() < 35);
        long removed =
                world.calls(Call.REMOVE).stream()
                        .filter(line -> line.call().subject().equals(LINK))
                        .count();
        // each of the four gives its own back
        assertEquals(1 + World.PATHS, removed);
        world.detach(world.list().get(0));
    }

    @Test
    public void theLockOfAJvmThatDiedWithItIsFoundStaleByTheNext() {
        world.mortise();
        int held =
                world.numberOf(
                        call -> call.text().startsWith("replace /etc/iscsi/nodes"),
                        () -> world.attach(lun(1)));
        try (var fresh = new World(1)) {
            fresh.mortise();
            fresh.crashAt(held, Children.DIE);
            assertTrue(fresh.crashes(() -> fresh.attach(lun(1))));
            assertTrue(fresh.simulated().computer().tree().exists(LINK));
            fresh.restart(Children.DIE);
            Attachment attachment = fresh.attach(lun(1));
            assertEquals(AttachmentState.ATTACHED, attachment.state());
            fresh.detach(attachment);
            fresh.verify();
        }
        world.detach(world.list().get(0));
    }

    // there may be a secret in it
    @Test
    public void theDraftOfARecordThatAProcessLeftWhenItDiedGoesWithTheNextChange() {
        String draft = "/etc/iscsi/.mortise-record";
        world.simulated().computer().tree().file(draft, "node.session.auth.password = secret\n");
        Attachment attachment = world.attach(lun(1));
        assertEquals("(absent)", world.read(draft));
        world.simulated().computer().tree().file(draft, "node.session.auth.password = secret\n");
        world.detach(attachment);
        assertEquals("(absent)", world.read(draft));
    }
}
