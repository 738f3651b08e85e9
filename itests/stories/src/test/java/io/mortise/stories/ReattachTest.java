// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.host.Deadline;
import io.mortise.scsi.multipath.MultipathDaemon;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

/** A volume that has gone from the host, though not all of it has, is attached again. */
public class ReattachTest extends Story {
    private Deadline soon() {
        return world.simulated().host().tasks().deadline(Duration.ofSeconds(5));
    }

    /** Somebody takes away the map and the disks, while no Mortise runs; the sessions stay. */
    private void takenAway() {
        world.stop();
        world.call(
                () ->
                        new MultipathDaemon(world.simulated().host())
                                .removeMap(
                                        world.fabric().leftovers().maps().get(0).split(" ")[1],
                                        soon()));
        for (String disk : world.ours().disks()) {
            String delete = "/sys/class/scsi_device/" + disk.split(" ")[1] + "/device/delete";
            world.call(() -> world.simulated().host().files().write(delete, "1", soon()));
        }
        world.settled();
        assertEquals(List.of(), world.ours().maps());
        assertEquals(List.of(), world.ours().disks());
        assertEquals(World.PATHS, world.fabric().leftovers().sessions().size());
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
    }

    private void detachedWhole(Attachment attachment) {
        assertTrue(world.detach(attachment).mayUnmap());
        world.settled();
        assertTrue("left: " + world.ours(), world.ours().isEmpty());
    }

    @Test
    public void itsOwnSessionsAndRecordsThatStillStandGoWithIt() {
        Attachment before = world.attach(lun(1));
        takenAway();
        Attachment after = world.attach(lun(1));
        assertEquals(before.id(), after.id());
        assertEquals(AttachmentState.ATTACHED, after.state());
        detachedWhole(after);
    }

    @Test
    public void itsDisksThatSomebodyBroughtBackOverItsSessionsGoWithIt() {
        world.attach(lun(1));
        takenAway();
        for (String session : world.ours().sessions()) {
            world.fabric().neighbour().scan(Integer.parseInt(session.split(" ")[0]), 1);
        }
        world.settled();
        detachedWhole(world.attach(lun(1)));
    }

    @Test
    public void aSessionThatWasThereBeforeStaysAlsoAfterItsVolumeWasAway() {
        world.fabric().neighbour().login(world.portal(0));
        world.remember();
        world.attach(lun(1));
        takenAway();
        detachedWhole(world.attach(lun(1)));
    }

    @Test
    public void whatASettingOfAForeignRecordWasIsKnownAlsoAfterAReboot() {
        world.fabric().neighbour().logout(world.fabric().neighbour().login(world.portal(0)));
        world.remember();
        world.set("login.timeout", 7);
        world.attach(lun(1));
        world.reboot();
        world.set("login.timeout", 4);
        detachedWhole(world.attach(lun(1))); // and the record is found as it was in the end
    }

    // found by the soak: the record that outlived the reboot was taken for the whole path
    @Test
    public void theNextOfSeveralPathsIsItsOwnToo() {
        world.attach(lun(1));
        world.reboot();
        world.fabric().neighbour().stopMultipathd();
        world.portal(0).cut();
        Attachment again = world.attach(lun(1));
        assertEquals(1, world.ours().sessions().size());
        world.portal(0).mend();
        world.fabric().neighbour().startMultipathd();
        world.pass(Duration.ofMinutes(2));
        world.detach(again);
    }
}
