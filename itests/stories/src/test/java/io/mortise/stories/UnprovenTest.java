// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.SIZE;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.volume;
import static io.mortise.stories.World.with;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.IscsiConnection;
import io.mortise.api.MultipathDemand;
import io.mortise.api.Reason;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import io.mortise.simulator.fabric.Portal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** A volume that does not say which it is. */
public class UnprovenTest extends Story {
    private static final String TAGS = IQN + "-tags";

    private void anonymous(String findMultipaths) {
        world.data().withoutIdentity();
        world.fabric().neighbour().configureMultipath("find_multipaths " + findMultipaths + "\n");
    }

    @Test
    public void pathsWithoutIdentityAreNotJoined() {
        anonymous("strict");
        assertEquals(Reason.IDENTITY_UNKNOWN, world.refusal(lun(1)).reason());
        assertTrue(world.ours().isEmpty());
    }

    /** Three paths, of which that through portal K leads to a disk without identity. */
    private IscsiConnection silentAt(int silent) {
        var mute = world.fabric().volume("mute", SIZE);
        mute.withoutIdentity();
        var target = world.fabric().target(TAGS);
        target.group(1).lun(1, world.data());
        target.group(2).lun(1, mute);
        for (int k = 0; k < 3; k++) {
            target.group(k == silent ? 2 : 1).portal(World.address(k));
        }
        return volume(path(TAGS, 0, 1), path(TAGS, 1, 1), path(TAGS, 2, 1));
    }

    private void servesWithout(int silent) {
        Attachment attachment = world.attach(silentAt(silent));
        assertEquals(Optional.of(world.data().wwid()), attachment.wwid().map(Wwid::text));
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        assertEquals(2, world.mapSize(attachment));
        world.pass(Duration.ofMinutes(1));
        for (int k = 0; k < 3; k++) {
            assertEquals(
                    k == silent ? Optional.of(Reason.IDENTITY_UNKNOWN) : Optional.empty(),
                    world.list().get(0).paths().get(k).reason());
        }
        assertEquals("its disk goes", 2, world.ours().disks().size());
        world.detach(attachment);
    }

    @Test
    public void aPathThatStatesNoIdentityIsDownAndTheOthersServe() {
        servesWithout(1);
    }

    @Test
    public void alsoIfItIsTheFirst() {
        servesWithout(0);
    }

    @Test
    public void alsoIfItIsLongUpWhenTheOthersCome() {
        IscsiConnection volume = silentAt(0);
        var target = world.fabric().target(TAGS);
        var others = List.of(target.portal(World.address(1)), target.portal(World.address(2)));
        others.forEach(Portal::cut);
        world.mortise();
        world.after(Duration.ofSeconds(2), () -> others.forEach(Portal::mend));
        assertEquals(2, world.mapSize(world.attach(volume)));
        world.list().forEach(world::detach);
    }

    @Test
    public void noRequestOverOnePathGetsAVolumeWithoutIdentityUnlessConfigured() {
        anonymous("strict");
        world.set("multipath", false);
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.IDENTITY_UNKNOWN, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("identity.required=false"));
        assertTrue(world.ours().isEmpty());
    }

    // os-brick D.31
    @Test
    public void whereItIsAllowedItIsHandedOutMarkedUnproven() {
        anonymous("strict");
        world.set("multipath", false).set("identity.required", false);
        Attachment attachment = world.attach(lun(1));
        assertEquals(Optional.empty(), attachment.wwid());
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        assertTrue(attachment.detail(), attachment.detail().startsWith("unproven"));
        Attachment again = world.attach(lun(1));
        assertEquals(attachment.id(), again.id());
        assertTrue(again.detail(), again.detail().startsWith("unproven"));
        world.fabric().neighbour().write(world.disk(0, 1).orElseThrow());
        world.detach(attachment);
    }

    @Test
    public void oneThatSaysLaterThatItIsAnotherIsNotFlushedOrDeleted() {
        anonymous("strict");
        world.set("multipath", false).set("identity.required", false);
        Attachment attachment = world.attach(lun(1));
        world.target().lun(1, world.fabric().volume("other", SIZE));
        assertEquals(Reason.FOREIGN_DATA, world.refusal(lun(1)).reason());
        assertEquals(Reason.FOREIGN_DATA, world.refusal(attachment).reason());
        world.target().lun(1, world.data());
        world.detach(attachment);
    }

    @Test
    public void itsSerialNumberIsHeldAgainstTheExpectedOne() {
        anonymous("strict");
        world.set("multipath", false).set("identity.required", false);
        assertEquals(Reason.FOREIGN_DATA, world.refusal(expecting("another")).reason());
        world.detach(world.attach(expecting(world.data().serial())));
    }

    // peers C.63
    @Test
    public void oneThatMultipathTakesAllTheSameIsRefusedSayingWhatToDo() {
        anonymous("no");
        world.set("multipath", false).set("identity.required", false);
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.IDENTITY_UNKNOWN, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("blacklist"));
    }

    private static IscsiConnection expecting(String serial) {
        return with(
                lun(1),
                new VolumeTraits(
                        Optional.empty(),
                        AccessMode.READ_WRITE,
                        MultipathDemand.CONFIGURED,
                        Optional.empty(),
                        Optional.of(new SerialNumber(serial)),
                        Map.of()));
    }
}
