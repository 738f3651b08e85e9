// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.SIZE;
import static io.mortise.stories.World.lun;
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
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** A volume that does not say which it is. */
public class UnprovenTest extends Story {
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
