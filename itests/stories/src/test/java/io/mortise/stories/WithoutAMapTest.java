// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.volume;
import static io.mortise.stories.World.with;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.IscsiConnection;
import io.mortise.api.MultipathDemand;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** A map is wanted, and multipathd does not make one. */
public class WithoutAMapTest extends Story {
    private static IscsiConnection demanding(MultipathDemand demand) {
        return with(
                lun(1),
                new VolumeTraits(
                        Optional.empty(),
                        AccessMode.READ_WRITE,
                        demand,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()));
    }

    private Attachment degradedOnOneDisk(Attachment attachment) {
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        assertFalse(attachment.device().orElseThrow().multipath());
        assertTrue(attachment.detail(), attachment.detail().contains("multipath"));
        assertEquals(1, world.ours().sessions().size());
        assertEquals(1, world.ours().disks().size());
        return attachment;
    }

    // os-brick D.38, os-brick D.40, peers C.55
    @Test
    public void withoutMultipathdOnePathIsHandedOutDegraded() {
        world.fabric().neighbour().stopMultipathd();
        Attachment attachment = degradedOnOneDisk(world.attach(lun(1)));
        world.fabric().neighbour().write(world.disk(0, 1).orElseThrow());
        world.detach(attachment);
    }

    // os-brick D.40
    @Test
    public void withoutMultipathdAnEnforcedMapIsRefusedBeforeAnythingIsTouched() {
        world.set("enforce.multipath", true);
        world.fabric().neighbour().stopMultipathd();
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.MULTIPATH_UNAVAILABLE, refused.reason());
        assertTrue(world.commands().toString(), world.commands().isEmpty());
    }

    @Test
    public void theRequestCanEnforceWhatTheConfigurationDoesNot() {
        world.fabric().neighbour().stopMultipathd();
        assertEquals(
                Reason.MULTIPATH_UNAVAILABLE,
                world.refusal(demanding(MultipathDemand.ENFORCED)).reason());
    }

    @Test
    public void whatIsAttachedWithoutAMapIsNotHandedOutWhereOneIsEnforcedAndStays() {
        world.fabric().neighbour().stopMultipathd();
        Attachment attachment = degradedOnOneDisk(world.attach(lun(1)));
        VolumeException refused = world.refusal(demanding(MultipathDemand.ENFORCED));
        assertEquals(Reason.MAP_NOT_FORMED, refused.reason());
        assertTrue(
                refused.describe(),
                refused.describe().contains("attached already as " + attachment.id())
                        && refused.describe().contains("no multipath map"));
        assertEquals(attachment.id(), world.attach(lun(1)).id());
        world.detach(attachment);
    }

    @Test
    public void theRequestCanDoWithoutWhatTheConfigurationEnforces() {
        world.set("enforce.multipath", true);
        world.fabric().neighbour().stopMultipathd();
        Attachment attachment = world.attach(demanding(MultipathDemand.NOT_ENFORCED));
        world.detach(degradedOnOneDisk(attachment));
    }

    @Test
    public void aMultipathdThatEndsDuringTheAttachLeavesOnePathOrNothing() {
        world.mortise();
        world.after(Duration.ofMillis(500), () -> world.fabric().neighbour().stopMultipathd());
        Attachment attachment = degradedOnOneDisk(world.attach(lun(1)));
        world.detach(attachment);
    }

    @Test
    public void aMultipathdThatEndsDuringAnEnforcedAttachHasItUndone() {
        world.set("enforce.multipath", true);
        world.mortise();
        world.after(Duration.ofMillis(500), () -> world.fabric().neighbour().stopMultipathd());
        VolumeException refused = world.refusal(lun(1));
        assertTrue(
                refused.toString(),
                refused.reason() == Reason.MAP_NOT_FORMED
                        || refused.reason() == Reason.TOOL_MISSING);
        assertTrue(world.ours().isEmpty());
    }

    // peers C.66
    @Test
    public void aMapIsMadeThoughFindMultipathsWouldPassOverTheVolume() {
        for (String find : new String[] {"yes", "strict", "no", "smart"}) {
            try (var fresh = new World(1)) {
                fresh.fabric().neighbour().configureMultipath("find_multipaths " + find + "\n");
                Attachment attachment = fresh.attach(lun(1));
                assertEquals(find, AttachmentState.ATTACHED, attachment.state());
                fresh.detach(attachment);
                fresh.verify();
            }
        }
    }

    // os-brick D.53
    @Test
    public void aMapWithAFriendlyNameIsRemovedByThatName() {
        world.fabric()
                .neighbour()
                .configureMultipath("find_multipaths no\nuser_friendly_names yes\n");
        Attachment attachment = world.attach(lun(1));
        assertEquals(Optional.of("mpatha"), attachment.device().orElseThrow().mapName());
        world.fabric().neighbour().stopMultipathd();
        world.detach(attachment);
        assertTrue(world.commands().contains("multipath -f mpatha"));
    }

    @Test
    public void theMapIsTakenDownWithoutMultipathdToo() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().stopMultipathd();
        world.detach(attachment);
    }

    private void attachedByHandBeforeMultipathdDied() {
        for (int k = 0; k < World.PATHS; k++) {
            world.fabric().neighbour().scan(world.fabric().neighbour().login(world.portal(k)), 1);
        }
        world.settled();
        assertEquals(1, world.fabric().leftovers().maps().size());
        world.remember();
        world.fabric().neighbour().stopMultipathd();
    }

    private void notBesideTheMap() {
        attachedByHandBeforeMultipathdDied();
        VolumeException refused = world.refusal(lun(1));
        assertEquals(refused.describe(), Reason.MULTIPATH_UNAVAILABLE, refused.reason());
        assertTrue(refused.describe(), refused.getMessage().contains("a path of the map"));
        assertEquals(List.of(), world.list());
    }

    @Test
    public void aDiskIsNotHandedOutBesideTheMapThatItIsAPathOf() {
        notBesideTheMap();
    }

    @Test
    public void norWhereNoMapIsWanted() {
        world.set("multipath", false);
        notBesideTheMap();
    }

    /** A stranger works on the volume over the first portal, and no map is made of his disk. */
    private String mountedByAStranger() {
        return mountedByAStranger("strict");
    }

    private String mountedByAStranger(String findMultipaths) {
        // the kernel would not let multipathd have a disk that is mounted
        String text = "find_multipaths %s\nblacklist {\ndevnode ^sda$\n}\n";
        world.fabric().neighbour().configureMultipath(text.formatted(findMultipaths));
        int session = world.fabric().neighbour().login(world.portal(0));
        String disk = world.fabric().neighbour().scan(session, 1);
        world.settled();
        world.fabric().neighbour().mount(disk, "/srv/data");
        world.remember();
        return disk;
    }

    private void refusedBesideTheMountOf(String disk, IscsiConnection volume) {
        VolumeException refused = world.refusal(volume);
        assertEquals(refused.describe(), Reason.IN_USE, refused.reason());
        String why = refused.getMessage();
        assertTrue(why, why.contains(disk) && why.contains("/srv/data"));
        world.settled();
        assertTrue(world.ours().toString(), world.ours().isEmpty());
        assertEquals(List.of(), world.list());
    }

    @Test
    public void theNextPathIsNotHandedOutBesideTheDiskOfTheFirstThatIsMounted() {
        String disk = mountedByAStranger();
        world.fabric().neighbour().stopMultipathd();
        refusedBesideTheMountOf(disk, lun(1));
        assertEquals("no other path was tried", List.of(), world.commands());
    }

    @Test
    public void norIsAPathBesideAMountedDiskOverAPortalThatWasNotAskedFor() {
        String disk = mountedByAStranger();
        world.fabric().neighbour().stopMultipathd();
        refusedBesideTheMountOf(disk, volume(path(IQN, 1, 1), path(IQN, 2, 1)));
    }

    @Test
    public void norIsItWhereNoMapIsWanted() {
        world.set("multipath", false);
        refusedBesideTheMountOf(mountedByAStranger(), volume(path(IQN, 1, 1)));
    }

    @Test
    public void norIsItOnceMultipathdEndedDuringTheAttach() {
        String disk = mountedByAStranger();
        world.mortise();
        world.after(Duration.ofMillis(500), () -> world.fabric().neighbour().stopMultipathd());
        refusedBesideTheMountOf(disk, volume(path(IQN, 1, 1), path(IQN, 2, 1)));
    }

    @Test
    public void norIsTheMapOfTheOtherPaths() {
        String disk = mountedByAStranger();
        refusedBesideTheMountOf(disk, volume(path(IQN, 1, 1), path(IQN, 2, 1)));
    }

    @Test
    public void norIsTheMapThatMultipathdMakesUnasked() {
        world.set("multipath", false);
        refusedBesideTheMountOf(mountedByAStranger("no"), volume(path(IQN, 1, 1)));
    }

    @Test
    public void aDiskIsNotHandedOutBesideAMapOfAnotherPathEither() {
        world.fabric().neighbour().scan(world.fabric().neighbour().login(world.portal(0)), 1);
        world.settled();
        assertEquals(1, world.fabric().leftovers().maps().size());
        world.remember();
        world.fabric().neighbour().stopMultipathd();
        VolumeException refused = world.refusal(volume(path(IQN, 1, 1)));
        assertEquals(refused.describe(), Reason.MULTIPATH_UNAVAILABLE, refused.reason());
        assertTrue(refused.describe(), refused.getMessage().contains("a path of the map"));
        assertEquals(List.of(), world.list());
    }

    @Test
    public void theDiskThatWasHandedOutIsToldAgainThoughAnotherPathHasOneByNow() {
        world.fabric().neighbour().stopMultipathd();
        world.portal(0).refuse();
        Attachment attachment = world.attach(lun(1));
        String disk = attachment.device().orElseThrow().path();
        world.portal(0).mend();
        int session = world.fabric().neighbour().login(world.portal(0));
        world.fabric().neighbour().scan(session, 1);
        world.settled();
        assertEquals(disk, world.attach(lun(1)).device().orElseThrow().path());
        world.fabric().neighbour().logout(session);
        world.detach(attachment);
        world.remember(); // the record that he made
    }
}
