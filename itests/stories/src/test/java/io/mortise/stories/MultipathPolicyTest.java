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
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.simulator.fabric.Neighbour;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

/** What multipathd is told to do by its configuration, and what it or others do meanwhile. */
public class MultipathPolicyTest extends Story {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private void configured(String text) {
        world.fabric().neighbour().configureMultipath(text);
    }

    private String mapName(Attachment attachment) {
        return attachment.device().orElseThrow().mapName().orElseThrow();
    }

    // --- names ---

    // os-brick D.46
    // os-brick D.53
    @Test
    public void aMapWithAnAliasIsHandedOutAndRemovedByItsNameWhileItsIdentityStaysTheWwid() {
        configured(
                "find_multipaths no\nmultipaths {\n multipath {\n  wwid "
                        + world.data().wwid()
                        + "\n  alias database\n }\n}\n");
        Attachment attachment = world.attach(lun(1));
        assertEquals("database", mapName(attachment));
        assertEquals(world.data().wwid(), attachment.wwid().orElseThrow().text());
        assertEquals(
                "/dev/disk/by-id/dm-uuid-mpath-" + world.data().wwid(),
                attachment.device().orElseThrow().stablePath());
        assertEquals("database", world.call(world.mortise()::maps).get(0).name());
        assertEquals(attachment.id(), world.attach(lun(1)).id());
        world.detach(attachment);
        assertEquals(List.of("database"), world.removals());
    }

    // --- blacklists ---

    private void excluded(String blacklist) {
        configured("find_multipaths no\nblacklist {\n" + blacklist + "}\n");
        Attachment[] attached = new Attachment[1];
        Duration took = world.time(() -> attached[0] = world.attach(lun(1)));
        assertEquals(AttachmentState.DEGRADED, attached[0].state());
        String detail = attached[0].detail();
        assertTrue(detail, detail.contains("blacklisted"));
        assertTrue(detail, detail.contains("multipathd show blacklist"));
        assertTrue(took.toString(), took.compareTo(AT_ONCE) < 0);
        assertFalse(attached[0].device().orElseThrow().multipath());
        world.detach(attached[0]);
    }

    // peers C.63
    @Test
    public void aBlacklistedWwidIsSaidAtOnceAndNotWaitedFor() {
        excluded("wwid " + world.data().wwid() + "\n");
    }

    // peers C.63
    @Test
    public void aBlacklistedDeviceNodeIsSaidAtOnce() {
        excluded("devnode \"^sd[a-z]\"\n");
    }

    // peers C.63
    @Test
    public void aBlacklistedKindOfDeviceIsSaidAtOnce() {
        excluded("device {\n vendor \"LIO-ORG\"\n product \".*\"\n}\n");
    }

    // peers C.55
    @Test
    public void aBlacklistedVolumeIsRefusedAtOnceWhereAMapIsEnforced() {
        configured("blacklist {\nwwid " + world.data().wwid() + "\n}\n");
        world.set("enforce.multipath", true);
        VolumeException[] refused = new VolumeException[1];
        Duration took = world.time(() -> refused[0] = world.refusal(lun(1)));
        assertEquals(Reason.MAP_NOT_FORMED, refused[0].reason());
        assertTrue(refused[0].getMessage(), refused[0].getMessage().contains("blacklisted"));
        assertTrue(took.toString(), took.compareTo(AT_ONCE) < 0);
        assertTrue(world.ours().isEmpty());
    }

    // --- one path, and multipathd takes it all the same ---

    @Test
    public void aDiskThatMultipathTakesWithoutBeingAskedIsHandedOutAsItsMap() {
        for (String find : new String[] {"no", "smart"}) {
            try (var fresh = new World(1)) {
                fresh.fabric().neighbour().configureMultipath("find_multipaths " + find + "\n");
                fresh.set("multipath", false);
                Attachment attachment = fresh.attach(lun(1));
                assertTrue(find, attachment.device().orElseThrow().multipath());
                fresh.detach(attachment);
                fresh.verify();
            }
        }
    }

    @Test
    public void aDiskThatMultipathLeavesAloneIsHandedOutItself() {
        for (String find : new String[] {"yes", "strict"}) {
            try (var fresh = new World(1)) {
                fresh.fabric().neighbour().configureMultipath("find_multipaths " + find + "\n");
                fresh.set("multipath", false);
                Attachment attachment = fresh.attach(lun(1));
                assertFalse(find, attachment.device().orElseThrow().multipath());
                fresh.detach(attachment);
                fresh.verify();
            }
        }
    }

    // --- multipathd goes and comes ---

    private void restarting(Duration after, Duration away) {
        var neighbour = world.fabric().neighbour();
        world.after(after, neighbour::stopMultipathd);
        world.after(after.plus(away), neighbour::startMultipathd);
    }

    @Test
    public void aMultipathdThatIsRestartedDuringAnAttachMakesTheMapAfterwards() {
        world.set("enforce.multipath", true);
        world.mortise();
        for (int millis = 200; millis <= 1800; millis += 400) {
            restarting(Duration.ofMillis(millis), Duration.ofSeconds(1));
            Attachment attachment = world.attach(lun(1));
            assertEquals(AttachmentState.ATTACHED, attachment.state());
            assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(attachment));
            world.pass(Duration.ofSeconds(5));
            world.detach(attachment);
            world.settled();
        }
    }

    @Test
    public void aMultipathdThatIsRestartedDuringADetachLeavesNothing() {
        world.mortise();
        for (int millis = 0; millis <= 200; millis += 50) {
            Attachment attachment = world.attach(lun(1));
            restarting(Duration.ofMillis(millis), Duration.ofMillis(500));
            world.detach(attachment);
            world.pass(Duration.ofSeconds(5));
            assertTrue(world.ours().toString(), world.ours().isEmpty());
        }
    }

    @Test
    public void whatIsAttachedSurvivesARestartOfMultipathdAndIsDetachedAfterwards() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().stopMultipathd();
        // unknown, not absent
        assertEquals(Collections.nCopies(4, PathState.UNKNOWN), states(world.list().get(0)));
        world.fabric().neighbour().startMultipathd();
        world.pass(Duration.ofSeconds(5));
        assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(world.list().get(0)));
        assertEquals(attachment.id(), world.attach(lun(1)).id());
        world.detach(attachment);
    }

    // --- suspended ---

    // peers C.25
    @Test
    public void aMapThatWasLeftSuspendedIsResumedBeforeItIsHandedOut() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().suspend(mapName(attachment));
        assertEquals(attachment.id(), world.attach(lun(1)).id());
        assertFalse(world.call(world.mortise()::maps).get(0).suspended());
        world.detach(attachment);
    }

    @Test
    public void aSuspendedMapOfAStrangerIsResumedBeforeItIsHandedOut() {
        configured("find_multipaths no\n");
        int session = world.fabric().neighbour().login(world.portal(0));
        world.fabric().neighbour().scan(session, 1);
        world.settled();
        world.fabric().neighbour().suspend(world.data().wwid());
        Attachment attachment = world.attach(lun(1));
        assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(attachment));
        assertFalse(world.call(world.mortise()::maps).get(0).suspended());
        world.detach(attachment);
        world.settled();
        world.remember(); // his session; the map and its disks became ours
    }

    // --- devices that are not multipath ---

    // os-brick D.72
    // peers C.64
    @Test
    public void aVolumeThatSomebodyUsesUnderLvmIsNotMappedASecondTime() {
        configured("find_multipaths strict\n");
        int session = world.fabric().neighbour().login(world.portal(0));
        String disk = world.fabric().neighbour().scan(session, 1);
        world.fabric().neighbour().stack(disk, "vg-data", "LVM-abcdef");
        world.settled();
        world.remember();
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.IN_USE, refused.reason());
        String why = refused.getMessage();
        assertTrue(why, why.contains("LVM") && why.contains("vg-data") && why.contains(disk));
        world.fabric().neighbour().unstack("vg-data");
        world.settled();
        world.remember();
    }

    @Test
    public void aMapIsNotHandedOutBesideAVolumeGroupThatWasQuickerThanIt() {
        configured("find_multipaths strict\n");
        asSoonAsThereIs("sda", () -> neighbour().stack("sda", "vg-data", "LVM-abcdef"));
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.IN_USE, refused.reason());
        String why = refused.getMessage();
        assertTrue(why, why.contains("sda is a part of the LVM volume vg-data"));
        assertEquals(AttachmentState.LEFTOVER, world.list().get(0).state());
        assertEquals("nothing is taken down", 4, world.ours().disks().size());
        neighbour().unstack("vg-data");
        world.pass(Duration.ofMinutes(3));
        assertEquals(List.of(), world.list());
        world.detach(world.attach(lun(1)));
    }

    @Test
    public void aLatePathThatAVolumeGroupHasTakenDoesNotJoin() {
        configured("find_multipaths strict\n");
        world.set("login.timeout", 20).set("path.grace", 2);
        world.portal(3).cut();
        Attachment attached = world.attach(lun(1));
        assertEquals(AttachmentState.DEGRADED, attached.state());
        world.portal(3).mend();
        asSoonAsThereIs("sdd", () -> neighbour().stack("sdd", "vg-data", "LVM-abcdef"));
        world.pass(Duration.ofMinutes(1));
        Attachment now = world.list().get(0);
        assertEquals(AttachmentState.DEGRADED, now.state());
        assertTrue(now.detail(), now.detail().contains("sdd is a part of the LVM volume vg-data"));
        neighbour().unstack("vg-data");
        world.detach(attached);
    }

    private Neighbour neighbour() {
        return world.fabric().neighbour();
    }

    private void asSoonAsThereIs(String disk, Runnable act) {
        boolean there = world.simulated().computer().tree().exists("/sys/class/block/" + disk);
        world.after(Duration.ofMillis(5), there ? act : () -> asSoonAsThereIs(disk, act));
    }

    // --- late paths, and what does not answer ---

    @Test
    public void pathsThatComeLaterJoinTheMapThatIsThere() {
        configured("find_multipaths strict\n");
        Attachment two = world.attach(volume(path(IQN, 0, 1), path(IQN, 1, 1)));
        int session = world.fabric().neighbour().login(world.portal(2));
        world.fabric().neighbour().scan(session, 1);
        world.settled();
        assertEquals(3, world.mapSize(two));
        world.fabric().neighbour().logout(session);
        world.settled();
        world.detach(two);
        world.remember(); // his record
    }
}
