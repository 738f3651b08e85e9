// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.states;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Detachment;
import io.mortise.api.IscsiConnection;
import io.mortise.api.Owner;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.simulator.jvm.CrashPlan.Children;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.Assert;
import org.junit.Test;

/** What goes well. */
public class AttachAndDetachTest extends Story {
    private static final List<PathState> FOUR_ACTIVE = Collections.nCopies(4, PathState.ACTIVE);

    private Attachment attachedOverFour(IscsiConnection volume) {
        Attachment attachment = world.attach(volume);
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(FOUR_ACTIVE, states(attachment));
        assertEquals(Optional.of(world.data().wwid()), attachment.wwid().map(w -> w.text()));
        VolumeDevice device = attachment.device().orElseThrow();
        assertTrue(device.multipath());
        assertEquals(World.SIZE, device.sizeBytes());
        assertEquals("/dev/disk/by-id/dm-uuid-mpath-" + world.data().wwid(), device.stablePath());
        assertEquals(4, world.fabric().leftovers().disks().size());
        assertEquals(4, world.fabric().leftovers().sessions().size());
        assertEquals(1, world.fabric().leftovers().maps().size());
        return attachment;
    }

    private void detachedWhole(Attachment attachment) {
        Detachment detachment = world.detach(attachment);
        assertEquals(Optional.of(attachment.id()), detachment.id());
        assertEquals(List.of(), detachment.problems());
        assertTrue(detachment.toString(), detachment.mayUnmap());
    }

    // os-brick D.3, peers C.19
    @Test
    public void aVolumeOfAnIqnSharedByFourPortalsIsAttachedOverAllAndLeavesNothing() {
        detachedWhole(attachedOverFour(lun(1)));
    }

    // peers C.5
    @Test
    public void aVolumeWithAnIqnPerPortalIsAttachedOverAllAndLeavesNothing() {
        for (int k = 0; k < 4; k++) {
            world.fabric().target(IQN + "-" + k).lun(1, world.data());
            world.fabric().target(IQN + "-" + k).portal("10.11." + k + ".2:3260");
        }
        detachedWhole(
                attachedOverFour(
                        volume(
                                other("-0", 0, 1),
                                other("-1", 1, 1),
                                other("-2", 2, 1),
                                other("-3", 3, 1))));
    }

    @Test
    public void aVolumeWithAnotherLunBehindEachPortalIsAttachedOverAllAndLeavesNothing() {
        for (int k = 0; k < 4; k++) {
            world.fabric()
                    .target(IQN + "-tags")
                    .group(k + 1)
                    .lun(10 + k, world.data())
                    .portal("10.11." + k + ".2:3260");
        }
        detachedWhole(
                attachedOverFour(
                        volume(
                                other("-tags", 0, 10),
                                other("-tags", 1, 11),
                                other("-tags", 2, 12),
                                other("-tags", 3, 13))));
    }

    private static io.mortise.api.IscsiPath other(String iqn, int k, int lun) {
        return new io.mortise.api.IscsiPath(
                io.mortise.api.Portal.parse("10.11." + k + ".2:3260"),
                io.mortise.api.Iqn.parse(IQN + iqn),
                new io.mortise.api.Lun(lun));
    }

    @Test
    public void aSinglePathVolumeOfAMultipathHostHasAMapOfOnePath() {
        Attachment attachment = world.attach(volume(path(IQN, 2, 1)));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(List.of(PathState.ACTIVE), states(attachment));
        assertTrue(attachment.device().orElseThrow().multipath());
        assertEquals(1, world.ours().sessions().size());
        detachedWhole(attachment);
    }

    // os-brick D.22, os-brick D.36
    @Test
    public void withoutMultipathTheFirstPathThatWorksIsHandedOutAsADisk() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        world.portal(0).refuse();
        Attachment attachment = world.attach(lun(1));
        VolumeDevice device = attachment.device().orElseThrow();
        assertFalse(device.multipath());
        assertEquals("/dev/" + world.disk(1, 1).orElseThrow(), device.path());
        assertEquals(1, world.ours().sessions().size());
        assertEquals(List.of(), world.ours().maps());
        world.fabric().neighbour().write(device.path().substring("/dev/".length()));
        detachedWhole(attachment);
    }

    // peers C.64
    @Test
    public void withoutMultipathADiskThatMultipathdClaimsAllTheSameIsHandedOutAsItsMap() {
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        assertTrue(attachment.device().orElseThrow().multipath());
        assertEquals(1, world.ours().sessions().size());
        detachedWhole(attachment);
    }

    @Test
    public void attachingTwiceGivesTheSameAttachmentProvenAnew() {
        Attachment first = attachedOverFour(lun(1));
        Attachment second = attachedOverFour(lun(1));
        assertEquals(first.id(), second.id());
        assertEquals(first.device(), second.device());
        detachedWhole(second);
        assertEquals(Optional.empty(), world.detach(first).id());
    }

    @Test
    public void twoAttachesOfOneVolumeAtOnceGiveTheSameAttachment() {
        Mortise mortise = world.mortise();
        Supplier<Attachment> attach = () -> mortise.attach(lun(1));
        List<Attachment> both = world.together(List.of(attach, attach));
        assertEquals(both.get(0).id(), both.get(1).id());
        detachedWhole(both.get(0));
    }

    // peers C.69
    @Test
    public void anotherOwnerIsRefusedAVolumeThatIsAttached() {
        Attachment attachment = world.attach(lun(1));
        Mortise mortise = world.mortise();
        var other = new Owner("other");
        var refused =
                Assert.assertThrows(
                        io.mortise.api.VolumeException.class,
                        () -> world.call(() -> mortise.attach(lun(1), other)));
        assertEquals(Reason.OWNED_BY_ANOTHER, refused.reason());
        detachedWhole(attachment);
        Attachment others = world.call(() -> mortise.attach(lun(1), other));
        assertNotEquals(attachment.id(), others.id());
        detachedWhole(others);
    }

    // os-brick D.69
    @Test
    public void detachingWhatIsNotThereIsASuccess() {
        Mortise mortise = world.mortise();
        Detachment nothing = world.call(() -> mortise.detach(lun(1)));
        assertEquals(Detachment.nothing(), nothing);
    }

    @Test
    public void aVolumeIsDetachedByItsTargetAndLun() {
        attachedOverFour(lun(1));
        Mortise mortise = world.mortise();
        assertTrue(world.call(() -> mortise.detach(volume(path(IQN, 3, 1)))).mayUnmap());
        assertTrue(world.ours().disks().isEmpty());
    }

    @Test
    public void dataWrittenBeforeTheDetachIsOnTheVolume() {
        Attachment attachment = attachedOverFour(lun(1));
        world.fabric().neighbour().write("dm-0");
        detachedWhole(attachment); // and no damage is found in the end
    }

    // os-brick D.29
    @Test
    public void anAttachTakesNotMuchLongerThanUdev() {
        Duration took = world.time(() -> attachedOverFour(lun(1)));
        // login 4 x 30, process 2 x 40, scan 90, udev's 1000 for disks and 350 for the map
        assertTrue(took.toString(), took.toMillis() < 2000);
        world.detach(world.list().get(0));
    }

    // peers C.74
    @Test
    public void whatIsAttachedOutlivesTheJvmAndIsDetachedByTheNext() {
        Attachment attachment = attachedOverFour(lun(1));
        world.stop();
        world.restart(Children.LIVE_ON);
        assertEquals(List.of(attachment.id()), world.list().stream().map(Attachment::id).toList());
        assertEquals(FOUR_ACTIVE, states(world.list().get(0)));
        detachedWhole(world.list().get(0));
    }

    // peers C.73
    @Test
    public void afterARebootAVolumeIsAbsentAndIsAttachedAgainUnderItsId() {
        Attachment attachment = attachedOverFour(lun(1));
        world.reboot();
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
        assertEquals(List.of(), world.ours().sessions());
        assertEquals(attachment.id(), attachedOverFour(lun(1)).id());
        detachedWhole(attachment);
    }

    @Test
    public void theSameSeedGivesTheSameTranscriptAndAnotherSeedAnother() {
        assertEquals(transcript(7), transcript(7));
        assertNotEquals(transcript(7), transcript(8));
    }

    private static String transcript(long seed) {
        try (var fresh = new World(seed)) {
            Attachment one = fresh.attach(lun(1));
            fresh.attach(lun(2));
            fresh.detach(one);
            return fresh.simulated().transcript().text();
        }
    }
}
