// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.SIZE;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.states;
import static io.mortise.stories.World.volume;
import static io.mortise.stories.World.with;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.IscsiConnection;
import io.mortise.api.MultipathDemand;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import io.mortise.host.Written;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.jvm.Call;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.Assert;
import org.junit.Test;

/** What answers behind a LUN may be another volume than before, or than the one asked for. */
public class IdentityTest extends Story {
    private static final Duration UDEV = Duration.ofSeconds(5);

    // the session of whoever has one of our paths
    private int his;

    private Volume other() {
        return world.fabric().volume("other", SIZE);
    }

    private static IscsiConnection expecting(String wwid) {
        return with(
                lun(1),
                new VolumeTraits(
                        Optional.empty(),
                        AccessMode.READ_WRITE,
                        MultipathDemand.CONFIGURED,
                        Optional.of(new Wwid(wwid)),
                        Optional.empty(),
                        Map.of()));
    }

    private static IscsiConnection expectingSerial(String serial) {
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

    private boolean flushed() {
        return world.commands().stream().anyMatch(c -> c.startsWith("blockdev --flushbufs"));
    }

    private List<Call> rescans() {
        return world.calls(Call.WRITE).stream()
                .map(line -> line.call())
                .filter(call -> call.subject().contains("rescan"))
                .toList();
    }

    // os-brick D.44
    @Test
    public void aVolumeWhoseLunNowLeadsToAnotherIsNeverFlushed() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write("dm-0");
        world.target().lun(1, other());
        VolumeException refused = world.refusal(attachment);
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(other().wwid()));
        assertFalse(flushed());
        assertEquals(List.of(), rescans());
        assertEquals(4, world.ours().disks().size());
        world.target().lun(1, world.data());
        world.detach(attachment);
        assertTrue(flushed());
    }

    // os-brick D.44
    @Test
    public void aForcedDetachOfSuchAVolumeGivesUpWhatWasNotWrittenRatherThanWriteItElsewhere() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write("dm-0");
        world.target().lun(1, other());
        VolumeException told =
                Assert.assertThrows(
                        VolumeException.class,
                        () -> world.detach(attachment.id(), DetachMode.FORCED));
        assertEquals(Reason.FLUSH_FAILED, told.reason());
        assertTrue(told.getMessage(), told.getMessage().contains(other().wwid()));
        assertFalse(flushed());
        String damage = world.damage().toString();
        assertFalse(damage, damage.contains("was written to volume"));
    }

    // os-brick D.43
    // os-brick D.44
    // peers C.7
    @Test
    public void afterAForcedDetachTheNewVolumeOfTheLunIsAttachedWithItsOwnDisks() {
        Attachment before = world.attach(lun(1));
        world.target().lun(1, other());
        assertEquals(Reason.FOREIGN_DATA, world.refusal(lun(1)).reason());
        world.detach(before.id(), DetachMode.FORCED_IGNORING_ERRORS);
        assertEquals(List.of(), world.ours().disks());
        Attachment now = world.attach(lun(1));
        assertEquals(other().wwid(), now.wwid().orElseThrow().text());
        assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(now));
        world.detach(now);
    }

    @Test
    public void aForcedDetachLeavesADiskThatAnotherVolumeIsUsedOn() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        String disk = world.disk(0, 1).orElseThrow();
        world.target().lun(1, other());
        world.fabric().neighbour().mount(disk, "/srv/other");
        VolumeException told =
                Assert.assertThrows(
                        VolumeException.class,
                        () -> world.detach(attachment.id(), DetachMode.FORCED));
        assertEquals(Reason.FOREIGN_DATA, told.reason());
        assertEquals(Optional.of(disk), world.disk(0, 1));
        world.fabric().neighbour().unmount("/srv/other");
        world.detach(attachment.id(), DetachMode.FORCED_IGNORING_ERRORS);
    }

    @Test
    public void aDiskWithoutAMapThatDoesNotSayWhatItIsIsNotFlushed() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false).set("detach.timeout", 20);
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write(world.disk(0, 1).orElseThrow());
        world.portal(0).cut();
        assertEquals(Reason.NO_USABLE_PATH, world.refusal(attachment).reason());
        assertFalse(flushed());
        world.portal(0).mend();
        world.pass(Duration.ofMinutes(1));
        world.detach(attachment);
        assertTrue(flushed());
    }

    // peers C.9
    @Test
    public void theVolumeWithTheExpectedSerialNumberIsAttachedAndProvenByItAgain() {
        var expecting = expectingSerial(" " + world.data().serial() + " ");
        Attachment attachment = world.attach(expecting);
        assertEquals(attachment.id(), world.attach(expecting).id());
        assertEquals(
                Reason.FOREIGN_DATA, world.refusal(expectingSerial(other().serial())).reason());
        world.detach(attachment);
    }

    // os-brick D.43
    @Test
    public void anotherSerialNumberThanExpectedIsRefusedNamingBothAndNothingIsLeft() {
        VolumeException refused = world.refusal(expectingSerial(other().serial()));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(other().serial()));
        assertTrue(refused.getMessage(), refused.getMessage().contains(world.data().serial()));
        assertTrue(world.ours().isEmpty());
    }

    @Test
    public void attachingAgainExpectingAnotherVolumeIsRefused() {
        Attachment attachment = world.attach(lun(1));
        VolumeException refused = world.refusal(expecting(other().wwid()));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertTrue(world.list().get(0).usable());
        world.detach(attachment);
    }

    @Test
    public void oneAttachedOverOnePathIsNoWorseForBeingAttachedAgain() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(AttachmentState.ATTACHED, world.attach(lun(1)).state());
        world.detach(attachment);
    }

    // os-brick D.73, peers C.12
    @Test
    public void oneLunThatLeadsElsewhereIsEnoughToRefuse() {
        for (int k = 0; k < 4; k++) {
            world.fabric()
                    .target(IQN + "-tags")
                    .group(k + 1)
                    .lun(1, world.data())
                    .portal("10.10." + k + ".2:3260");
        }
        var paths =
                volume(
                        path(IQN + "-tags", 0, 1),
                        path(IQN + "-tags", 1, 1),
                        path(IQN + "-tags", 2, 1),
                        path(IQN + "-tags", 3, 1));
        Attachment attachment = world.attach(paths);
        world.fabric().target(IQN + "-tags").group(3).lun(1, other());
        assertEquals(Reason.FOREIGN_DATA, world.refusal(attachment).reason());
        assertEquals(Reason.FOREIGN_DATA, world.refusal(paths).reason());
        assertFalse(flushed());
        world.fabric().target(IQN + "-tags").group(3).lun(1, world.data());
        world.detach(attachment);
    }

    @Test
    public void attachingAgainFindsThatTheVolumeIsAnotherNow() {
        Attachment attachment = world.attach(lun(1));
        world.target().lun(1, other());
        assertEquals(Reason.FOREIGN_DATA, world.refusal(lun(1)).reason());
        world.target().lun(1, world.data());
        assertEquals(attachment.id(), world.attach(lun(1)).id());
        world.detach(attachment);
    }

    // os-brick D.31
    @Test
    public void theVolumeThatWasExpectedIsAttached() {
        world.detach(world.attach(expecting(world.data().wwid())));
    }

    // os-brick D.43
    @Test
    public void anotherVolumeThanExpectedIsRefusedAndNothingIsLeft() {
        VolumeException refused = world.refusal(expecting(other().wwid()));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(world.data().wwid()));
        assertTrue(world.ours().disks().isEmpty());
    }

    // peers C.6
    @Test
    public void pathsThatLeadToDifferentVolumesAreRefusedAndNothingIsLeft() {
        VolumeException refused =
                world.refusal(
                        volume(path(IQN, 0, 1), path(IQN, 1, 1), path(IQN, 2, 2), path(IQN, 3, 1)));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertTrue(world.ours().disks().isEmpty());
    }

    // peers C.11
    @Test
    public void aVolumeThatIsAttachedByAnotherTargetIsRefused() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().target(IQN + "-second").lun(5, world.data()).portal("10.11.0.2:3260");
        var second =
                volume(
                        new io.mortise.api.IscsiPath(
                                io.mortise.api.Portal.parse("10.11.0.2:3260"),
                                io.mortise.api.Iqn.parse(IQN + "-second"),
                                new io.mortise.api.Lun(5)));
        assertEquals(Reason.FOREIGN_DATA, world.refusal(second).reason());
        assertEquals(4, world.ours().disks().size());
        assertTrue(world.list().get(0).usable());
        world.detach(attachment);
    }

    /** A stranger's disk that was found as the volume, and leads to another by now. */
    private String stranger() {
        Target old = world.fabric().target(IQN + "-old").lun(7, world.data());
        int session = world.fabric().neighbour().login(old.portal("10.11.0.2:3260"));
        String disk = world.fabric().neighbour().scan(session, 7);
        world.pass(UDEV);
        old.lun(7, other());
        return disk;
    }

    // peers C.6
    // peers C.11
    @Test
    public void aStrangersDiskThatIsOnlyRememberedAsTheVolumeIsLookedAtAnew() {
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        String disk = stranger();
        Attachment attachment = world.attach(lun(1));
        assertEquals(4, world.mapSize(attachment));
        assertTrue(
                world.fabric().leftovers().disks().toString(),
                world.fabric().leftovers().disks().stream()
                        .anyMatch(d -> d.startsWith(disk + " ") && d.endsWith(other().wwid())));
        world.detach(attachment);
        world.settled();
        world.remember(); // the stranger's disk, under its own name by now
    }

    // peers C.6
    // peers C.11
    @Test
    public void aMapThatHoldsAStrangersDiskOfAnotherVolumeIsLeftAlone() {
        world.fabric().neighbour().configureMultipath("find_multipaths no\n");
        String disk = stranger();
        world.remember();
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(disk));
        assertTrue(refused.getMessage(), refused.getMessage().contains(other().wwid()));
    }

    @Test
    public void aStrangersDiskInTheMapThatLeadsElsewhereByNowIsFoundByVerifying() {
        world.fabric().neighbour().configureMultipath("find_multipaths no\n");
        Target tags = world.fabric().target(IQN + "-tags");
        tags.group(1).lun(1, world.data()).portal("10.10.9.2:3260");
        var neighbour = world.fabric().neighbour();
        neighbour.logout(neighbour.login(tags.portal("10.10.9.2:3260")));
        world.remember(); // his record
        Attachment attachment = world.attach(lun(1));
        int session = neighbour.login(tags.portal("10.10.9.2:3260"));
        String disk = neighbour.scan(session, 1);
        world.pass(UDEV);
        assertEquals(5, world.mapSize(attachment));
        tags.group(1).lun(1, other());
        VolumeException refused =
                world.call(
                        () ->
                                Assert.assertThrows(
                                        VolumeException.class,
                                        () -> world.mortise().verify(attachment.id())));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(disk));
        tags.group(1).lun(1, world.data());
        neighbour.logout(session);
        world.pass(UDEV);
        world.detach(attachment);
    }

    // peers C.6
    @Test
    public void aPathThatLeadsElsewhereByTheTimeTheMapIsMadeIsTakenOutOfItAndNoOther() {
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        Target tags = world.fabric().target(IQN + "-tags");
        for (int k = 0; k < 3; k++) {
            tags.group(k + 1).lun(1, world.data()).portal("10.10." + k + ".2:3260");
        }
        int session = world.fabric().neighbour().login(tags.portal("10.10.2.2:3260"));
        String disk = world.fabric().neighbour().scan(session, 1);
        world.pass(UDEV);
        world.mortise();
        world.after(Duration.ofMillis(1000), () -> tags.group(3).lun(1, other()));
        Attachment attachment =
                world.attach(volume(path(IQN + "-tags", 0, 1), path(IQN + "-tags", 1, 1)));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertEquals(2, world.mapSize(attachment));
        assertTrue(
                world.fabric().leftovers().disks().toString(),
                world.fabric().leftovers().disks().stream()
                        .anyMatch(d -> d.startsWith(disk + " ") && d.endsWith(other().wwid())));
        world.detach(attachment);
        world.settled();
        world.remember(); // the stranger's disk, under its own name by now
    }

    // as a virtual machine's own disk is that was given no wwn
    @Test
    public void aStrangersDiskThatDoesNotSayWhichItIsStandsInNobodysWay() {
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        Volume anonymous = world.fabric().volume("anonymous", SIZE);
        anonymous.withoutIdentity();
        Target own = world.fabric().target(IQN + "-own").lun(0, anonymous);
        int session = world.fabric().neighbour().login(own.portal("10.11.0.2:3260"));
        world.fabric().neighbour().scan(session, 0);
        world.settled();
        world.remember();
        Attachment attachment = world.attach(lun(1));
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertTrue(
                "what the kernel makes of the page is not asked for where the page is",
                world.calls(Call.READ).stream()
                        .noneMatch(line -> line.call().subject().endsWith("/wwid")));
        world.detach(attachment);
    }

    /** The kernel knows by now that the stranger's disk is another, udev and multipathd don't. */
    private void refusesTheMapOfAStrangerThatLeadsElsewhere() {
        world.fabric().neighbour().configureMultipath("find_multipaths no\n");
        String name = stranger();
        var disks = new Disks(world.simulated().host());
        var tasks = world.simulated().host().tasks();
        Disk disk = world.call(() -> disks.named(name).orElseThrow());
        assertEquals(Written.DONE, world.call(() -> disks.rescan(disk, tasks.deadline(UDEV))));
        world.settled();
        world.remember();
        assertEquals(1, world.before().maps().size());
        VolumeException refused = world.refusal(lun(1));
        assertEquals(refused.describe(), Reason.FOREIGN_DATA, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(name));
    }

    // peers C.6
    @Test
    public void aStrangersMapOfTheVolumeThatLeadsElsewhereIsNeitherHandedOutNorMended() {
        refusesTheMapOfAStrangerThatLeadsElsewhere();
    }

    // peers C.6
    @Test
    public void norIsItWhereNoMapWasWanted() {
        world.set("multipath", false);
        refusesTheMapOfAStrangerThatLeadsElsewhere();
    }

    // os-brick D.43
    // peers C.4
    // peers C.1
    @Test
    public void aStaleDiskThatNobodyUsesIsReplacedByWhatTheLunLeadsToNow() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        int session = world.fabric().neighbour().login(world.portal(0));
        world.fabric().neighbour().scan(session, 1);
        world.pass(UDEV);
        world.remember();
        world.target().lun(1, other());
        Attachment attachment = world.attach(lun(1));
        assertEquals(other().wwid(), attachment.wwid().orElseThrow().text());
        assertEquals(Collections.nCopies(4, PathState.ACTIVE), states(attachment));
        world.detach(attachment);
        world.pass(UDEV);
        world.remember(); // the stranger's session has no disk now
    }

    // peers C.4
    @Test
    public void aStaleDiskThatIsInUseIsLeftAloneAndNotHandedOut() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        int session = world.fabric().neighbour().login(world.portal(0));
        String stale = world.fabric().neighbour().scan(session, 1);
        world.fabric().neighbour().mount(stale, "/srv/old");
        world.pass(UDEV);
        world.remember();
        world.target().lun(1, other());
        Attachment attachment = world.attach(lun(1));
        assertEquals(PathState.DOWN, states(attachment).get(0));
        assertTrue(world.before().disks().stream().anyMatch(d -> d.startsWith(stale + " ")));
        world.detach(attachment);
        world.fabric().neighbour().unmount("/srv/old");
    }

    @Test
    public void aDiskThatDoesNotSayWhatItIsNowIsNotBelieved() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        int session = world.fabric().neighbour().login(world.portal(0));
        String silent = world.fabric().neighbour().scan(session, 1);
        world.pass(UDEV);
        world.portal(0).cut();
        Attachment attachment = world.attach(lun(1));
        assertEquals(3, Collections.frequency(states(attachment), PathState.ACTIVE));
        world.pass(Duration.ofSeconds(12));
        assertEquals(AttachmentState.DEGRADED, world.list().get(0).state());
        assertTrue(world.list().get(0).detail(), world.list().get(0).detail().contains(silent));
        // multipathd believes it, so a stranger's disk is in the map
        VolumeException refused = world.refusal(attachment);
        assertEquals(Reason.IN_USE, refused.reason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(silent));
        world.portal(0).mend();
        world.fabric().neighbour().logout(session);
        world.pass(Duration.ofMinutes(1));
        world.detach(attachment);
        world.remember(); // the stranger's record
    }

    /** Attached over four groups, the last disk of which somebody has found anew as another's. */
    private Attachment withOnePathInAnotherVolumesMap() {
        world.fabric().neighbour().configureMultipath("find_multipaths no\n");
        Target tags = world.fabric().target(IQN + "-tags");
        for (int k = 0; k < 4; k++) {
            tags.group(k + 1).lun(1, world.data()).portal("10.10." + k + ".2:3260");
        }
        Attachment attachment =
                world.attach(
                        volume(
                                path(IQN + "-tags", 0, 1),
                                path(IQN + "-tags", 1, 1),
                                path(IQN + "-tags", 2, 1),
                                path(IQN + "-tags", 3, 1)));
        assertEquals(4, world.mapSize(attachment));
        int last =
                IntStream.range(0, 4)
                        .boxed()
                        .max(Comparator.comparing(k -> world.disk(k, 1).orElseThrow()))
                        .orElseThrow();
        tags.group(last + 1).lun(1, other());
        var neighbour = world.fabric().neighbour();
        int session =
                world.fabric().leftovers().sessions().stream()
                        .filter(s -> s.contains(World.address(last)))
                        .map(s -> Integer.parseInt(s.split(" ")[0]))
                        .findFirst()
                        .orElseThrow();
        neighbour.logout(session);
        world.settled();
        his = neighbour.login(tags.portal(World.address(last)));
        neighbour.scan(his, 1);
        world.settled();
        assertEquals(2, world.fabric().leftovers().maps().size());
        assertEquals(3, world.mapSize(attachment));
        return attachment;
    }

    // os-brick D.73
    @Test
    public void aDetachThatIsRefusedForAPathInAnotherVolumesMapLeavesTheVolumesOwn() {
        Attachment attachment = withOnePathInAnotherVolumesMap();
        world.fabric().neighbour().write("dm-0");
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), Reason.FOREIGN_DATA, refused.reason());
        assertEquals(3, world.mapSize(attachment));
        assertTrue(world.list().get(0).usable());
        withoutTheOther();
        world.detach(attachment);
        world.remember(); // his record
    }

    @Test
    public void byForceTheVolumesOwnMapGoesAndTheOtherVolumesStays() {
        Attachment attachment = withOnePathInAnotherVolumesMap();
        Leftovers before = world.fabric().leftovers();
        VolumeException told =
                Assert.assertThrows(
                        VolumeException.class,
                        () -> world.detach(attachment.id(), DetachMode.FORCED));
        assertEquals(told.describe(), Reason.FOREIGN_DATA, told.reason());
        assertEquals(0, world.mapSize(attachment));
        assertEquals(before.maps().subList(1, 2), world.fabric().leftovers().maps());
        withoutTheOther();
        world.detach(attachment.id(), DetachMode.FORCED);
        world.remember(); // his record
    }

    private void withoutTheOther() {
        world.fabric().neighbour().logout(his);
        world.settled();
    }
}
