// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Assert;
import org.junit.Test;

/** A volume that is in use is not detached: who uses it is named, and nothing is touched. */
public class DetachRefusedTest extends Story {
    private static final User DATABASE = new User("postgres", 4711);
    private static final User UDEV = new User("systemd-udevd", 212);

    private void refused(Attachment attachment, Reason reason, String name) {
        Leftovers before = world.fabric().leftovers();
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), reason, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(name));
        assertEquals(before, world.fabric().leftovers());
        Attachment now = world.list().get(0);
        assertEquals(AttachmentState.ATTACHED, now.state());
        assertFalse(world.call(world.mortise()::maps).get(0).suspended());
        assertEquals(attachment.id(), world.attach(lun(1)).id());
    }

    @Test
    public void aMountedVolumeIsRefusedUntilItIsUnmounted() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().mount("dm-0", "/srv/my data");
        world.fabric().neighbour().write("dm-0");
        refused(attachment, Reason.IN_USE, "/srv/my data");
        world.fabric().neighbour().unmount("/srv/my data");
        world.detach(attachment);
    }

    // os-brick D.74
    @Test
    public void aVolumeUnderAnotherDeviceIsRefusedUntilThatIsTakenDown() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().stack("dm-0", "crypt-data", "CRYPT-LUKS2-0123-crypt-data");
        refused(attachment, Reason.IN_USE, "crypt-data");
        world.fabric().neighbour().mount("dm-1", "/srv/secret");
        refused(attachment, Reason.IN_USE, "/srv/secret");
        world.fabric().neighbour().unmount("/srv/secret");
        world.fabric().neighbour().unstack("crypt-data");
        world.detach(attachment);
    }

    @Test
    public void aVolumeWhosePathSomebodyUsesPastTheMapIsRefusedBeforeTheMapIsTouched() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().stack("sdb", "vg-data", "LVM-abcdef");
        refused(attachment, Reason.IN_USE, "sdb is a part of the LVM volume vg-data");
        assertEquals(4, world.mapSize(attachment));
        world.fabric().neighbour().unstack("vg-data");
        world.detach(attachment);
    }

    // os-brick D.74
    @Test
    public void partitionsThatKpartxMappedGoWithTheMapUnlessTheyAreUsed() {
        Attachment attachment = world.attach(lun(1));
        var neighbour = world.fabric().neighbour();
        String uuid = "-mpath-" + world.data().wwid();
        neighbour.stack("dm-0", world.data().wwid() + "-part1", "part1" + uuid);
        neighbour.stack("dm-0", world.data().wwid() + "-part2", "part2" + uuid);
        neighbour.mount("dm-2", "/srv/second");
        refused(attachment, Reason.IN_USE, "dm-2 is mounted on /srv/second");
        neighbour.unmount("/srv/second");
        neighbour.stack("dm-1", "secret", "CRYPT-PLAIN-secret");
        refused(attachment, Reason.IN_USE, "dm-1 is open as the encrypted device secret");
        neighbour.unstack("secret");
        world.detach(attachment);
    }

    @Test
    public void aMapThatUdevHasOpenForAMomentIsRemovedAlsoWhileMultipathdIsDown() {
        Attachment attachment = world.attach(lun(1));
        var neighbour = world.fabric().neighbour();
        neighbour.stopMultipathd();
        neighbour.open("dm-0", UDEV);
        world.after(Duration.ofMillis(1500), () -> neighbour.close(UDEV));
        world.detach(attachment);
        neighbour.startMultipathd();
    }

    @Test
    public void aMapThatUdevHasOpenForManySecondsOnABusyHostIsRemovedWhenItLetsGo() {
        Attachment attachment = world.attach(lun(1));
        var neighbour = world.fabric().neighbour();
        neighbour.open("dm-0", UDEV);
        world.after(Duration.ofSeconds(20), () -> neighbour.close(UDEV));
        world.detach(attachment);
    }

    @Test
    public void aMapThatAProgramOfUdevHasOpenForAMomentIsRemovedWhenItHasEnded() {
        Attachment attachment = world.attach(lun(1));
        var neighbour = world.fabric().neighbour();
        var first = new User("kpartx", 901);
        var second = new User("dmsetup", 902);
        neighbour.open("dm-0", first);
        world.after(
                Duration.ofMillis(3500),
                () -> {
                    neighbour.open("dm-0", second);
                    neighbour.close(first);
                });
        world.after(Duration.ofMillis(5000), () -> neighbour.close(second));
        world.detach(attachment);
    }

    @Test
    public void aVolumeThatIsSwappedToIsRefusedUntilThatEnds() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().swapOn("dm-0");
        refused(attachment, Reason.IN_USE, "swap");
        world.fabric().neighbour().swapOff("dm-0");
        world.detach(attachment);
    }

    // os-brick D.74
    // peers C.36
    @Test
    public void aVolumeThatAProgramHoldsOpenIsRefusedNamingItsProcessUntilItCloses() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().open("dm-0", DATABASE);
        refused(attachment, Reason.IN_USE, "postgres (pid 4711)");
        world.fabric().neighbour().close(DATABASE);
        world.detach(attachment);
    }

    // os-brick D.54
    @Test
    public void aProgramThatLooksAtTheMapForAMomentDoesNotKeepItFromGoing() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().open("dm-0", DATABASE);
        world.after(Duration.ofSeconds(1), () -> world.fabric().neighbour().close(DATABASE));
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void aMountThatOnlyAnotherMountNamespaceHasIsNamedWithWhoseThatIs() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().mount("dm-0", "/var/lib/box", new User("box", 812));
        refused(attachment, Reason.IN_USE, "/var/lib/box in the mount namespace of box (pid 812)");
        world.fabric().neighbour().unmount("/var/lib/box");
        world.detach(attachment);
    }

    @Test
    public void aDiskWithoutMapThatAProgramHasOpenIsRefusedUntilItCloses() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        String disk = world.disk(0, 1).orElseThrow();
        world.fabric().neighbour().open(disk, DATABASE);
        VolumeException refused = world.refusal(attachment);
        assertEquals(Reason.IN_USE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains("postgres (pid 4711)"));
        assertTrue(world.list().get(0).usable());
        world.fabric().neighbour().close(DATABASE);
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void aDiskWithoutMapThatIsMountedIsRefusedUntilItIsUnmounted() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        String disk = world.disk(0, 1).orElseThrow();
        world.fabric().neighbour().mount(disk, "/srv/data");
        VolumeException refused = world.refusal(attachment);
        assertEquals(Reason.IN_USE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains("/srv/data"));
        assertTrue(world.list().get(0).usable());
        world.fabric().neighbour().unmount("/srv/data");
        world.detach(attachment);
    }

    @Test
    public void aDiskWithoutMapThatIsMountedWhileItIsFlushedStays() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        String disk = world.disk(0, 1).orElseThrow();
        var mounted = new AtomicBoolean();
        world.simulated()
                .faults(
                        call -> {
                            if (call.text().contains("--flushbufs")
                                    && mounted.compareAndSet(false, true)) {
                                world.fabric().neighbour().mount(disk, "/srv/data");
                            }
                            return Fault.PASS;
                        });
        VolumeException refused = world.refusal(attachment);
        assertTrue(mounted.get());
        assertEquals(Reason.IN_USE, refused.reason());
        assertEquals(disk, world.disk(0, 1).orElseThrow());
        world.fabric().neighbour().unmount("/srv/data");
        world.detach(attachment);
    }

    @Test
    public void whatUdevStartsOnceADiskWasClosedIsNotInTheWay() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        var rule = new User("sg_inq", 4712);
        world.fabric().neighbour().open(world.disk(0, 1).orElseThrow(), rule);
        world.after(Duration.ofMillis(100), () -> world.fabric().neighbour().close(rule));
        assertTrue(world.detach(attachment).mayUnmap());
    }

    // peers C.14
    @Test
    public void aForcedDetachOfAMountedVolumeTellsWhatMayBeLostAndWhatIsLeft() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().mount("dm-0", "/srv/data");
        VolumeException told =
                Assert.assertThrows(
                        VolumeException.class,
                        () -> world.detach(attachment.id(), DetachMode.FORCED));
        assertEquals(Reason.IN_USE, told.reason());
        assertFalse(told.describe(), told.left().isEmpty());
        String also = List.of(told.getSuppressed()).toString();
        assertTrue(also, also.contains("by force: map"));
        assertTrue(also, also.contains("/srv/data"));
        world.fabric().neighbour().unmount("/srv/data");
        world.detach(attachment.id(), DetachMode.FORCED_IGNORING_ERRORS);
        assertEquals(List.of(), world.list());
    }

    @Test
    public void aDiskWithoutAMapStaysWhereItCantBeToldWhetherAProgramHasItOpen() {
        world.set("multipath", false);
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        Attachment attachment = world.attach(lun(1));
        String disk = world.disk(0, 1).orElseThrow();
        User qemu = new User("qemu", 4711);
        world.fabric().neighbour().open(disk, qemu);
        world.fabric().neighbour().write(disk);
        world.simulated()
                .faults(
                        call ->
                                call.subject().startsWith("/proc/4711/fd")
                                        ? Fault.late(Duration.ofMinutes(1))
                                        : Fault.PASS);
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), Reason.TIMED_OUT, refused.reason());
        assertTrue(refused.describe(), refused.getMessage().contains("has it open"));
        world.simulated().faults(call -> Fault.PASS);
        assertEquals(Reason.IN_USE, world.refusal(attachment).reason());
        world.fabric().neighbour().close(qemu);
        world.detach(attachment);
    }

    @Test
    public void aDiskWithoutAMapThatTheKernelHasForAFileSystemOfItsOwnIsRefused() {
        world.set("multipath", false);
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        Attachment attachment = world.attach(lun(1));
        String disk = world.disk(0, 1).orElseThrow();
        world.fabric().neighbour().claim(disk);
        world.fabric().neighbour().write(disk);
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), Reason.IN_USE, refused.reason());
        assertTrue(refused.describe(), refused.getMessage().contains("ZFS"));
        world.fabric().neighbour().release(disk);
        world.detach(attachment);
    }

    @Test
    public void aMapThatTheKernelHasForAFileSystemOfItsOwnIsRefusedAndTheReasonTold() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().claim("dm-0");
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), Reason.IN_USE, refused.reason());
        assertTrue(refused.describe(), refused.getMessage().contains("ZFS"));
        world.fabric().neighbour().release("dm-0");
        world.detach(attachment);
    }

    /** Killed after the scan: nobody was told of the disk, but it is there to be found. */
    private String diskOfAnAttachThatWasKilled() {
        world.set("multipath", false);
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        world.mortise();
        world.simulated()
                .faults(
                        call -> {
                            if (call.operation().equals(Call.APPEND)) {
                                world.crashAt(call.number(), Children.DIE);
                            }
                            return Fault.PASS;
                        });
        assertTrue(world.crashes(() -> world.attach(lun(1))));
        return world.disk(0, 1).orElseThrow();
    }

    @Test
    public void aDiskThatWasNeverHandedOutStaysAsLongAsAProgramHasItOpen() {
        String disk = diskOfAnAttachThatWasKilled();
        world.fabric().neighbour().open(disk, DATABASE);
        world.fabric().neighbour().write(disk);
        world.restart(Children.DIE);
        Attachment left = world.list().get(0);
        assertEquals(AttachmentState.LEFTOVER, left.state());
        assertTrue(left.detail(), left.detail().contains("postgres (pid 4711)"));
        assertEquals(disk, world.disk(0, 1).orElseThrow());
        world.fabric().neighbour().close(DATABASE);
        world.pass(Duration.ofMinutes(5));
        assertEquals(List.of(), world.list());
    }

    @Test
    public void soItDoesWhileTheKernelHasItForAFileSystemOfItsOwn() {
        String disk = diskOfAnAttachThatWasKilled();
        world.fabric().neighbour().claim(disk);
        world.fabric().neighbour().write(disk);
        world.restart(Children.DIE);
        assertEquals(AttachmentState.LEFTOVER, world.list().get(0).state());
        assertEquals(disk, world.disk(0, 1).orElseThrow());
        world.fabric().neighbour().release(disk);
        world.pass(Duration.ofMinutes(5));
        assertEquals(List.of(), world.list());
    }
}
