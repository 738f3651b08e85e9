// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.DetachMode;
import io.mortise.api.Detachment;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.scsi.multipath.MapStatus;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.simulator.fabric.Portal;
import io.mortise.simulator.fabric.User;
import java.time.Duration;
import java.util.List;
import org.junit.Assert;
import org.junit.Test;

/** Detaches of a volume some or all of whose paths are dead. */
public class DeadPathsTest extends Story {
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(30);

    private Attachment written() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write("dm-0");
        return attachment;
    }

    private void cut(int paths) {
        for (int k = 0; k < paths; k++) {
            world.portal(k).cut();
        }
        world.pass(TIME_TO_DIE);
    }

    private void mend() {
        for (int k = 0; k < 4; k++) {
            world.portal(k).mend();
        }
    }

    private void keepQueueing() {
        world.fabric().neighbour().configureMultipath("find_multipaths no\nno_path_retry queue\n");
    }

    // os-brick D.56
    // peers C.16
    @Test
    public void oneDeadPathDoesNotKeepADetachFromFlushingAndCleaningUp() {
        Attachment attachment = written();
        cut(1);
        assertTrue(world.detach(attachment).mayUnmap());
        assertTrue(world.ours().sessions().isEmpty());
    }

    @Test
    public void oneLivePathIsEnoughForAFlush() {
        Attachment attachment = written();
        cut(3);
        assertTrue(world.detach(attachment).mayUnmap());
    }

    // os-brick D.55
    // peers C.16
    @Test
    public void withAllPathsDeadASafeDetachIsRefusedAndWorksOnceAPathIsBack() {
        keepQueueing();
        Attachment attachment = written();
        cut(4);
        VolumeException refused = world.refusal(attachment);
        assertEquals(Reason.NO_USABLE_PATH, refused.reason());
        assertEquals(4, world.ours().disks().size());
        mend();
        world.pass(TIME_TO_DIE);
        assertTrue(world.detach(attachment).mayUnmap());
    }

    // os-brick D.66
    // os-brick D.75
    // peers C.30
    @Test
    public void withAllPathsDeadAForcedDetachSaysWhatIsLost() {
        keepQueueing();
        Attachment attachment = written();
        cut(4);
        VolumeException told =
                Assert.assertThrows(
                        VolumeException.class,
                        () -> world.detach(attachment.id(), DetachMode.FORCED));
        assertTrue(told.describe(), told.describe().contains("lost"));
        assertEquals(told.describe(), List.of(), told.left());
        assertTrue(world.ours().sessions().isEmpty());
        assertTrue(world.ours().maps().isEmpty());
        assertTrue(world.damage().toString(), world.damage().get(0).contains("data"));
    }

    // os-brick D.65
    @Test
    public void aForcedDetachThatIgnoresErrorsReportsThemInstead() {
        keepQueueing();
        Attachment attachment = written();
        cut(4);
        Detachment told = world.detach(attachment.id(), DetachMode.FORCED_IGNORING_ERRORS);
        assertFalse(told.problems().isEmpty());
        assertTrue(told.toString(), told.mayUnmap());
        assertEquals(1, world.damage().size());
    }

    @Test
    public void whereItIsConfiguredAlsoAForcedDetachIsRefusedWithoutAPath() {
        keepQueueing();
        world.set("no.usable.path", "refuse");
        Attachment attachment = written();
        cut(4);
        VolumeException refused =
                Assert.assertThrows(
                        VolumeException.class,
                        () -> world.detach(attachment.id(), DetachMode.FORCED));
        assertEquals(Reason.NO_USABLE_PATH, refused.reason());
        assertEquals("the map stays", 1, world.ours().maps().size());
        mend();
        world.pass(TIME_TO_DIE);
        world.detach(attachment.id(), DetachMode.FORCED);
    }

    @Test
    public void aMapWhoseDisksADetachByForceHasDeletedIsEndedByTheNextWhateverIsConfigured() {
        for (String policy : List.of("refuse", "wait", "drop")) {
            try (var fresh = new World(1)) {
                fresh.set("no.usable.path", policy).set("retry.interval", 86_400);
                Attachment attachment = fresh.attach(lun(1));
                var qemu = new User("qemu", 4711);
                fresh.fabric().neighbour().open("dm-0", qemu);
                VolumeException first =
                        Assert.assertThrows(
                                VolumeException.class,
                                () -> fresh.detach(attachment.id(), DetachMode.FORCED));
                assertEquals(policy, Reason.IN_USE, first.reason());
                assertEquals(policy, List.of(), fresh.ours().disks());
                assertEquals(policy, 1, fresh.ours().maps().size());
                fresh.fabric().neighbour().close(qemu);
                VolumeException refused = fresh.refusal(attachment);
                assertEquals(policy, Reason.NO_USABLE_PATH, refused.reason());
                assertTrue(refused.describe(), refused.describe().contains("Detach by force"));
                Duration took =
                        fresh.time(
                                () ->
                                        fresh.detach(
                                                attachment.id(),
                                                DetachMode.FORCED_IGNORING_ERRORS));
                assertTrue(policy + took, took.toSeconds() < 30);
                assertEquals(policy, List.of(), fresh.list());
                fresh.verify(policy);
            }
        }
    }

    @Test
    public void whereItIsConfiguredADetachWaitsForAPath() {
        keepQueueing();
        world.set("no.usable.path", "wait");
        Attachment attachment = written();
        cut(4);
        world.after(Duration.ofSeconds(40), () -> world.portal(2).mend());
        Duration took = world.time(() -> world.detach(attachment));
        assertTrue(took.toString(), took.toSeconds() >= 40);
        assertTrue(world.ours().sessions().isEmpty());
    }

    // peers C.28
    @Test
    public void aDeadVolumeThatWasNotWrittenToIsDetachedByForce() {
        Attachment attachment = world.attach(lun(1));
        cut(4);
        Detachment told = world.detach(attachment.id(), DetachMode.FORCED_IGNORING_ERRORS);
        assertTrue(told.toString(), told.mayUnmap());
    }

    /** Over one path, whose disk waits for two minutes: no multipathd makes it give up sooner. */
    private Attachment overOnePathThatBroke() {
        world.fabric().neighbour().stopMultipathd();
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write(world.disk(0, 1).orElseThrow());
        cut(1);
        return attachment;
    }

    @Test
    public void aDiskThatWaitsForItsSessionIsDeletedByForceAndNotWaitedFor() {
        Attachment attachment = overOnePathThatBroke();
        Duration took =
                world.time(() -> world.detach(attachment.id(), DetachMode.FORCED_IGNORING_ERRORS));
        assertTrue(took.toString(), took.toSeconds() < 30);
        assertTrue(world.ours().toString(), world.ours().isEmpty());
        assertEquals(1, world.damage().size());
    }

    @Test
    public void aDiskThatWaitsForItsSessionHoldsAProofUpForAMomentOnly() {
        Attachment attachment = overOnePathThatBroke();
        Duration took =
                world.time(() -> assertEquals(Reason.NO_PATHS, world.refusal(lun(1)).reason()));
        assertTrue(took.toString(), took.toSeconds() <= 10);
        mend();
        world.pass(TIME_TO_DIE);
        world.detach(attachment);
    }

    @Test
    public void aMapThatStaysForPathsOfOthersKeepsItsQueueing() {
        keepQueueing();
        Attachment attachment = written();
        Portal other =
                world.fabric()
                        .target(World.IQN + "-second")
                        .lun(5, world.data())
                        .portal("10.11.0.2:3260");
        world.fabric().neighbour().scan(world.fabric().neighbour().login(other), 5);
        world.settled();
        assertEquals(5, world.mapSize(attachment));
        other.cut();
        cut(4);
        Detachment told = world.detach(attachment.id(), DetachMode.FORCED_IGNORING_ERRORS);
        assertFalse(told.toString(), told.problems().isEmpty());
        var multipathd = new MultipathDaemon(world.simulated().host());
        var tasks = world.simulated().host().tasks();
        MapStatus map = world.call(() -> multipathd.maps(tasks.deadline(TIME_TO_DIE))).get(0);
        assertTrue(map.toString(), map.queues());
        other.mend();
        world.pass(TIME_TO_DIE);
        world.remember(); // what the other has there
    }
}
