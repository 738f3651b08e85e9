// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.simulator.machine.Tree;
import org.junit.Test;

/**
 * A disk without a map that the kernel itself has open because somebody told it to: no program has,
 * none is mounted, and the kernel deletes it all the same.
 */
public class LoopsAndTargetsTest extends Story {
    private static final String NVMET = "/sys/kernel/config/nvmet/subsystems/";
    private static final String LIO = "/sys/kernel/config/target/core/";

    private Attachment attachment;
    private String disk;

    private Tree tree() {
        return world.simulated().computer().tree();
    }

    private void onADisk() {
        world.set("multipath", false);
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        attachment = world.attach(lun(1));
        disk = attachment.device().orElseThrow().path();
        world.fabric().neighbour().write(disk.replace("/dev/", ""));
    }

    private void loop(String path) {
        tree().file("/sys/devices/virtual/block/loop3/loop/backing_file", path + "\n");
        tree().link("/sys/class/block/loop3", "../../devices/virtual/block/loop3");
    }

    private void noLoop() {
        tree().remove("/sys/class/block/loop3");
        tree().remove("/sys/devices/virtual/block/loop3");
    }

    private void refused(String why) {
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), Reason.IN_USE, refused.reason());
        assertTrue(refused.describe(), refused.getMessage().contains(why));
        assertTrue(tree().exists(disk));
    }

    @Test
    public void aDiskBehindALoopDeviceStays() {
        onADisk();
        loop(disk);
        refused("is behind the loop device loop3");
        noLoop();
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void aDiskBehindALoopDeviceThatWasGivenALinkToItStays() {
        onADisk();
        tree().link("/dev/disk/data", disk);
        loop("/dev/disk/data");
        refused("is behind the loop device loop3");
        noLoop();
        tree().remove("/dev/disk/data");
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void aLoopDeviceOfAFileIsNotInTheWay() {
        onADisk();
        loop("/var/lib/images" + disk);
        assertTrue(world.detach(attachment).mayUnmap());
        noLoop();
    }

    @Test
    public void aMapBehindALoopDeviceIsToldToBe() {
        attachment = world.attach(lun(1));
        disk = attachment.device().orElseThrow().path();
        loop("/dev/mapper/" + world.data().wwid());
        refused("is behind the loop device loop3");
        noLoop();
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void aDiskThatIsOfferedOverNvmeStaysUntilThatIsSwitchedOff() {
        onADisk();
        String namespace = NVMET + "nqn.2014-08.org.example:box/namespaces/7";
        tree().file(namespace + "/device_path", disk + "\n");
        tree().file(namespace + "/enable", "1\n");
        refused("namespace 7 of nqn.2014-08.org.example:box");
        tree().file(namespace + "/enable", "0\n");
        assertTrue(world.detach(attachment).mayUnmap());
        tree().remove(NVMET);
    }

    @Test
    public void aDiskThatATargetOffersStaysUntilThatIsTakenDown() {
        onADisk();
        String store = LIO + "fileio_2/data";
        tree().file(LIO + "fileio_2/hba_info", "HBA Index: 2\n");
        tree().file(store + "/udev_path", disk + "\n");
        tree().file(store + "/enable", "1\n");
        refused("the backstore fileio_2/data");
        tree().remove(LIO);
        assertTrue(world.detach(attachment).mayUnmap());
    }
}
