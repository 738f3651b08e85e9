// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.IQN;
import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.AccessMode;
import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.IscsiConnection;
import io.mortise.api.KnownDevice;
import io.mortise.api.MultipathDemand;
import io.mortise.api.Reason;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import io.mortise.host.HostFailure;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** Volumes that os-brick or a person attached are taken down with what is known of them. */
public class AdoptionTest extends Story {
    private static final Duration UDEV = Duration.ofSeconds(5);
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(30);

    /** Sessions with records as discovery leaves them, disks, and a map above. */
    private void attachByHand(int lun, int... portals) {
        for (int k : portals) {
            world.fabric().neighbour().scan(world.fabric().neighbour().login(world.portal(k)), lun);
        }
        world.pass(UDEV);
        assertEquals(1, world.fabric().leftovers().maps().size());
    }

    private Detachment detach(DetachRequest request) {
        Mortise mortise = world.mortise();
        return world.call(() -> mortise.detach(request));
    }

    private Detachment detach(IscsiConnection volume) {
        return detach(DetachRequest.of(volume));
    }

    private VolumeException refused(Reason reason, DetachRequest request) {
        Leftovers before = world.fabric().leftovers();
        VolumeException refused = assertThrows(VolumeException.class, () -> detach(request));
        assertEquals(refused.describe(), reason, refused.reason());
        assertEquals(before, world.fabric().leftovers());
        return refused;
    }

    private static KnownDevice device(String path, String wwid) {
        return new KnownDevice(
                Optional.of(path).filter(p -> !p.isEmpty()),
                Optional.of(wwid).filter(w -> !w.isEmpty()).map(Wwid::new));
    }

    private String wwid(int lun) {
        return lun == 1 ? world.data().wwid() : world.fabric().volume("more", World.SIZE).wwid();
    }

    @Test
    public void aVolumeAttachedByHandIsFlushedAndTakenDownWithItsSessionsAndRecords() {
        attachByHand(1, 0, 1, 2, 3);
        world.fabric().neighbour().write("dm-0");
        Detachment told = detach(lun(1));
        assertTrue(told.toString(), told.mayUnmap());
        assertTrue(told.toString(), told.id().isPresent());
        assertTrue(world.fabric().leftovers().toString(), world.fabric().leftovers().isEmpty());
    }

    // os-brick D.69
    // peers C.17
    @Test
    public void whatIsNotThereIsDetachedAlready() {
        world.mortise();
        Detachment told = detach(lun(1));
        assertEquals(Detachment.nothing(), told);
        assertEquals(Detachment.nothing(), detach(lun(1)));
    }

    // os-brick D.60
    @Test
    public void aVolumeFoundByDiscoveryIsTakenDownByTheOnePortalThatWasGiven() {
        attachByHand(1, 0, 1, 2, 3);
        assertTrue(detach(volume(path(IQN, 2, 1))).mayUnmap());
        assertTrue(world.fabric().leftovers().isEmpty());
    }

    // os-brick D.62
    @Test
    public void aSessionWithAnotherVolumeOnItStaysWithItsRecord() {
        attachByHand(1, 0, 1, 2, 3);
        int sid = Integer.parseInt(world.fabric().leftovers().sessions().get(1).split(" ")[0]);
        String other = world.fabric().neighbour().scan(sid, 2);
        world.pass(UDEV);
        assertTrue(detach(lun(1)).mayUnmap());
        Leftovers left = world.fabric().leftovers();
        assertEquals(1, left.sessions().size());
        assertEquals(1, left.records().size());
        assertEquals(1, left.disks().size());
        assertTrue(left.disks().get(0).startsWith(other + " "));
        world.remember();
    }

    // os-brick D.73
    @Test
    public void aDeviceInformationOfAnotherVolumeIsRefusedWithNothingTouched() {
        attachByHand(1, 0, 1, 2, 3);
        refused(Reason.FOREIGN_DATA, DetachRequest.of(lun(1)).with(device("/dev/dm-0", wwid(2))));
        assertTrue(detach(DetachRequest.of(lun(1)).with(device("/dev/dm-7", wwid(1)))).mayUnmap());
    }

    @Test
    public void aDevicePathOfAnotherVolumeIsRefusedWhereNothingElseIsTold() {
        attachByHand(1, 0, 1);
        world.fabric()
                .neighbour()
                .scan(
                        Integer.parseInt(
                                world.fabric().leftovers().sessions().get(0).split(" ")[0]),
                        2);
        world.pass(UDEV);
        assertEquals(2, world.fabric().leftovers().maps().size());
        refused(Reason.FOREIGN_DATA, DetachRequest.of(lun(1)).with(device("/dev/dm-1", "")));
        detach(DetachRequest.of(lun(1)).with(device("/dev/dm-0", "")));
        detach(lun(2));
    }

    private IscsiConnection expectingSerial(Volume volume) {
        return World.with(
                lun(1),
                new VolumeTraits(
                        Optional.empty(),
                        AccessMode.READ_WRITE,
                        MultipathDemand.CONFIGURED,
                        Optional.empty(),
                        Optional.of(new SerialNumber(volume.serial())),
                        Map.of()));
    }

    private Volume other() {
        return world.fabric().volume("other", World.SIZE);
    }

    @Test
    public void aVolumeWithAnotherSerialNumberThanExpectedIsRefusedWithNothingTouched() {
        attachByHand(1, 0, 1);
        VolumeException refused =
                refused(Reason.FOREIGN_DATA, DetachRequest.of(expectingSerial(other())));
        assertTrue(refused.getMessage(), refused.getMessage().contains(other().serial()));
        assertTrue(refused.getMessage(), refused.getMessage().contains(world.data().serial()));
        assertEquals(List.of(), world.list());
        assertTrue(detach(expectingSerial(world.data())).mayUnmap());
        assertTrue(world.fabric().leftovers().isEmpty());
    }

    @Test
    public void aDeadPathThatTellsNoSerialNumberDoesNotKeepTheExpectedVolumeFromGoing() {
        attachByHand(1, 0, 1);
        world.portal(1).cut();
        world.pass(TIME_TO_DIE);
        assertTrue(detach(expectingSerial(world.data())).mayUnmap());
        assertTrue(world.fabric().leftovers().toString(), world.fabric().leftovers().isEmpty());
    }

    @Test
    public void disksThatTellNoSerialNumberAreNotTakenForTheVolumeThatIsExpectedByIt() {
        attachByHand(1, 0, 1);
        world.mortise();
        world.simulated()
                .faults(
                        call ->
                                call.subject().matches("sd\\w+ .*80.*")
                                        ? Fault.fail(HostFailure.Kind.IO)
                                        : Fault.PASS);
        refused(Reason.IDENTITY_UNKNOWN, DetachRequest.of(expectingSerial(world.data())));
        world.simulated().faults(call -> Fault.PASS);
        assertTrue(detach(lun(1)).mayUnmap());
    }

    @Test
    public void aVolumeWithAnotherSerialNumberThanExpectedIsNotAdopted() {
        attachByHand(1, 0, 1);
        Leftovers before = world.fabric().leftovers();
        VolumeException refused = notAdopted(expectingSerial(other()));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        assertEquals(before, world.fabric().leftovers());
        detach(lun(1));
    }

    private VolumeException notAdopted(IscsiConnection volume) {
        Mortise mortise = world.mortise();
        VolumeException refused =
                assertThrows(VolumeException.class, () -> world.call(() -> mortise.adopt(volume)));
        assertEquals(List.of(), world.list());
        assertEquals(List.of(), world.trails());
        return refused;
    }

    @Test
    public void aVolumeThatCannotBeVerifiedOnceItIsOnTheJournalIsNotAdoptedAfterAll() {
        attachByHand(1, 0, 1);
        Leftovers before = world.fabric().leftovers();
        world.mortise();
        world.simulated()
                .faults(
                        call ->
                                !world.trails().isEmpty() && call.operation().equals(Call.INQUIRY)
                                        ? Fault.fail(HostFailure.Kind.IO)
                                        : Fault.PASS);
        VolumeException refused = notAdopted(lun(1));
        assertEquals(refused.describe(), Reason.NO_PATHS, refused.reason());
        assertEquals(before, world.fabric().leftovers());
        world.simulated().faults(call -> Fault.PASS);
        world.restart(Children.DIE);
        assertEquals(List.of(), world.list());
        assertTrue(detach(lun(1)).mayUnmap());
    }

    @Test
    public void aVolumeOfWhichOnlyTheIdentityIsKnownIsFoundAndTakenDown() {
        attachByHand(1, 0, 1, 2, 3);
        var request =
                new DetachRequest(
                        Optional.empty(),
                        Optional.empty(),
                        DetachMode.SAFE,
                        device("/dev/dm-0", wwid(1)));
        assertTrue(detach(request).mayUnmap());
        assertTrue(world.fabric().leftovers().isEmpty());
        assertEquals(Detachment.nothing(), detach(request));
    }

    @Test
    public void theIdentityAloneAlsoFindsWhatTheJournalKnows() {
        Attachment attachment = world.attach(lun(1));
        var request =
                new DetachRequest(
                        Optional.empty(), Optional.empty(), DetachMode.SAFE, device("", wwid(1)));
        assertEquals(Optional.of(attachment.id()), detach(request).id());
    }

    @Test
    public void aDeviceInformationOfAnotherVolumeIsRefusedForWhatTheJournalKnowsToo() {
        Attachment attachment = world.attach(lun(1));
        refused(Reason.FOREIGN_DATA, DetachRequest.of(attachment.id()).with(device("", wwid(2))));
        world.detach(attachment);
    }

    @Test
    public void aVolumeInUseIsAdoptedRefusedAndTakenDownOnceItIsFree() {
        attachByHand(1, 0, 1, 2, 3);
        User database = new User("postgres", 4711);
        world.fabric().neighbour().open("dm-0", database);
        VolumeException refused = refused(Reason.IN_USE, DetachRequest.of(lun(1)));
        assertTrue(refused.getMessage(), refused.getMessage().contains("postgres (pid 4711)"));
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        world.fabric().neighbour().close(database);
        assertTrue(detach(lun(1)).mayUnmap());
        assertTrue(world.fabric().leftovers().isEmpty());
    }

    @Test
    public void anAdoptedVolumeIsListedKeptOverARestartAndDetachedByItsId() {
        attachByHand(1, 0, 1, 2, 3);
        Mortise mortise = world.mortise();
        Attachment adopted = world.call(() -> mortise.adopt(lun(1)));
        assertEquals(AttachmentState.ATTACHED, adopted.state());
        assertEquals(wwid(1), adopted.wwid().orElseThrow().text());
        assertEquals("/dev/dm-0", adopted.device().orElseThrow().path());
        assertEquals(4, adopted.paths().size());
        assertEquals(adopted.id(), world.call(() -> mortise.adopt(lun(1))).id());
        world.restart(Children.DIE);
        assertEquals(List.of(adopted.id()), world.list().stream().map(Attachment::id).toList());
        world.detach(adopted);
        assertTrue(world.fabric().leftovers().isEmpty());
    }

    @Test
    public void nothingIsAdoptedOfWhatIsNotThere() {
        Mortise mortise = world.mortise();
        VolumeException refused =
                assertThrows(VolumeException.class, () -> world.call(() -> mortise.adopt(lun(1))));
        assertEquals(Reason.NOT_FOUND, refused.reason());
        assertEquals(List.of(), world.list());
    }

    // os-brick D.56
    @Test
    public void aDeadPathDoesNotKeepAnAdoptedVolumeFromGoing() {
        attachByHand(1, 0, 1, 2, 3);
        world.fabric().neighbour().write("dm-0");
        world.portal(2).cut();
        world.pass(TIME_TO_DIE);
        assertTrue(detach(lun(1)).mayUnmap());
        assertTrue(world.fabric().leftovers().isEmpty());
    }

    @Test
    public void withAllPathsDeadAnUnknownVolumeIsRefusedAndKept() {
        world.fabric().neighbour().configureMultipath("find_multipaths no\nno_path_retry queue\n");
        attachByHand(1, 0, 1, 2, 3);
        world.fabric().neighbour().write("dm-0");
        for (int k = 0; k < 4; k++) {
            world.portal(k).cut();
        }
        world.pass(TIME_TO_DIE);
        refused(Reason.NO_USABLE_PATH, DetachRequest.of(lun(1)));
        for (int k = 0; k < 4; k++) {
            world.portal(k).mend();
        }
        world.pass(TIME_TO_DIE);
        assertTrue(detach(lun(1)).mayUnmap());
    }

    // os-brick D.63
    @Test
    public void allSessionsOfOnePortalAreTakenDown() {
        attachByHand(1, 0, 1);
        int second = world.fabric().neighbour().loginAgain(world.portal(0));
        world.fabric().neighbour().scan(second, 1);
        world.pass(UDEV);
        assertEquals(3, world.fabric().leftovers().disks().size());
        assertTrue(detach(volume(path(IQN, 0, 1), path(IQN, 1, 1))).mayUnmap());
        assertTrue(world.fabric().leftovers().toString(), world.fabric().leftovers().isEmpty());
    }

    // peers C.18
    @Test
    public void aSessionWhoseDiskVanishedIsStillClosed() {
        world.fabric().neighbour().login(world.portal(0));
        world.fabric().neighbour().login(world.portal(1));
        world.pass(UDEV);
        assertTrue(detach(lun(1)).mayUnmap());
        assertTrue(world.fabric().leftovers().toString(), world.fabric().leftovers().isEmpty());
    }

    @Test
    public void aSessionThatSomebodyHasOpenedJustNowAndIsAboutToUseStays() {
        var neighbour = world.fabric().neighbour();
        int session = neighbour.login(world.portal(0));
        world.after(Duration.ofSeconds(2), () -> neighbour.scan(session, 2));
        Detachment told = detach(lun(1));
        assertEquals(told.toString(), Optional.empty(), told.id());
        assertEquals(1, world.fabric().leftovers().sessions().size());
        world.pass(UDEV);
        world.remember();
    }

    @Test
    public void aSessionThatAnAttachmentUsesStaysWhenAnAdoptedVolumeGoes() {
        Attachment ours = world.attach(lun(2));
        for (String session : world.fabric().leftovers().sessions()) {
            world.fabric().neighbour().scan(Integer.parseInt(session.split(" ")[0]), 1);
        }
        world.pass(UDEV);
        assertTrue(detach(lun(1)).mayUnmap());
        assertEquals(4, world.ours().sessions().size());
        assertEquals(4, world.ours().disks().size());
        world.detach(ours);
    }

    @Test
    public void anIdOfBeforeDoesNotDetachWhatWasAttachedAnewSince() {
        Attachment first = world.attach(lun(1));
        world.detach(first);
        Attachment second = world.attach(lun(1));
        var late =
                new DetachRequest(
                        Optional.of(new AttachmentId(first.id().text())),
                        Optional.of(lun(1)),
                        DetachMode.SAFE);
        VolumeException refused = refused(Reason.BAD_INPUT, late);
        assertTrue(refused.getMessage(), refused.getMessage().contains(second.id().text()));
        world.detach(second);
    }

    @Test
    public void whatSomebodyAttachedAfterARebootGoesWithTheTrailOfBefore() {
        Attachment before = world.attach(lun(1));
        world.reboot();
        attachByHand(1, 0, 1);
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
        Detachment told = world.detach(before);
        assertTrue(told.toString(), told.mayUnmap());
        assertFalse(told.done().isEmpty());
        Leftovers left = world.fabric().leftovers();
        assertEquals(List.of(), left.disks());
        assertEquals(List.of(), left.maps());
        assertEquals(List.of(), left.sessions());
        world.remember(); // his records, beside those of before the reboot
    }

    /** The volume is gone with a reboot, and somebody uses another one under its LUN. */
    private void anotherVolumeHasItsLunAfterTheReboot(DetachMode mode) {
        Attachment before = world.attach(lun(1));
        world.reboot();
        world.target().lun(1, world.fabric().volume("other", World.SIZE));
        attachByHand(1, 0, 1);
        world.fabric().neighbour().write("dm-0");
        Leftovers his = world.fabric().leftovers();
        Detachment told = world.detach(before.id(), mode);
        assertTrue(told.toString(), told.mayUnmap());
        Leftovers left = world.fabric().leftovers();
        assertEquals(his.disks(), left.disks());
        assertEquals(his.maps(), left.maps());
        assertEquals(his.sessions(), left.sessions());
        assertEquals(List.of(), world.list());
        world.remember(); // all that is left is his
    }

    @Test
    public void anotherVolumeThatHasTheLunAfterARebootDoesNotGoWithTheTrailOfBefore() {
        anotherVolumeHasItsLunAfterTheReboot(DetachMode.SAFE);
    }

    @Test
    public void norDoesItByForce() {
        anotherVolumeHasItsLunAfterTheReboot(DetachMode.FORCED);
    }

    @Test
    public void anotherVolumeUnderTheLunOfOneThatARebootTookHasAnIdOfItsOwn() {
        Attachment before = world.attach(lun(1));
        world.reboot();
        world.target().lun(1, world.fabric().volume("other", World.SIZE));
        Attachment now = world.attach(lun(1));
        assertNotEquals(before.id(), now.id());
        assertEquals(
                world.fabric().volume("other", World.SIZE).wwid(), now.wwid().orElseThrow().text());
        assertEquals(4, world.mapSize(now));
        assertEquals(Detachment.nothing(), world.detach(before));
        assertEquals(4, world.mapSize(now));
        world.detach(now);
    }

    @Test
    public void aVolumeOfWhichOnePathLeadsElsewhereAfterARebootIsNotSaidToBeGone() {
        Target tags = world.fabric().target(IQN + "-tags");
        for (int k = 0; k < 2; k++) {
            tags.group(k + 1).lun(1, world.data()).portal("10.10." + k + ".2:3260");
        }
        Attachment before =
                world.attach(volume(path(IQN + "-tags", 0, 1), path(IQN + "-tags", 1, 1)));
        world.reboot();
        tags.group(2).lun(1, world.fabric().volume("other", World.SIZE));
        var neighbour = world.fabric().neighbour();
        world.fabric().neighbour().configureMultipath("find_multipaths no\n");
        for (int k = 0; k < 2; k++) {
            neighbour.scan(neighbour.login(tags.portal("10.10." + k + ".2:3260")), 1);
        }
        world.pass(UDEV);
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
        refused(Reason.FOREIGN_DATA, DetachRequest.of(before.id()));
        world.remember();
        for (String session : world.fabric().leftovers().sessions()) {
            neighbour.logout(Integer.parseInt(session.split(" ")[0]));
        }
        world.pass(UDEV);
        world.detach(before);
        world.remember(); // his records
    }

    /** A reboot has taken it, and the array exports it under another LUN since. */
    private Attachment movedToAnotherLunByAReboot() {
        Attachment before = world.attach(lun(1));
        world.reboot();
        world.target().removeLun(1).lun(7, world.data());
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
        return before;
    }

    @Test
    public void aVolumeThatARebootTookIsAttachedUnderTheLunThatItHasNow() {
        Attachment before = movedToAnotherLunByAReboot();
        Attachment now = world.attach(lun(7));
        assertEquals(wwid(1), now.wwid().orElseThrow().text());
        assertEquals(4, world.mapSize(now));
        assertTrue(world.detach(now).mayUnmap());
        assertEquals(List.of(), world.ours().maps());
        assertTrue(world.detach(before).mayUnmap());
    }

    @Test
    public void aVolumeOfWhichOnlyRecordsAreLeftIsAttachedUnderAnotherLun() {
        Attachment before = world.attach(lun(1));
        world.simulated()
                .faults(
                        call ->
                                call.operation().equals(Call.REMOVE)
                                                && call.subject().startsWith("/etc/iscsi/nodes")
                                        ? Fault.fail(HostFailure.Kind.IO)
                                        : Fault.PASS);
        world.refusal(before);
        assertEquals(AttachmentState.LEFTOVER, world.list().get(0).state());
        assertEquals(List.of(), world.ours().disks());
        world.simulated().faults(call -> Fault.PASS);
        world.target().lun(7, world.data());
        Attachment now = world.attach(lun(7));
        assertEquals(4, world.mapSize(now));
        world.detach(before);
        assertEquals(4, world.mapSize(now));
        world.detach(now);
    }

    @Test
    public void whatARebootTookIsDetachedBesideTheVolumeUnderItsNewLun() {
        Attachment before = movedToAnotherLunByAReboot();
        Attachment now = world.attach(lun(7));
        assertTrue(world.detach(before).mayUnmap());
        assertEquals(4, world.mapSize(now));
        assertTrue(world.detach(now).mayUnmap());
    }

    @Test
    public void theIdentityAloneFindsWhereAStrangerHasAVolumeThatARebootTook() {
        Attachment before = movedToAnotherLunByAReboot();
        attachByHand(7, 0, 1);
        var request =
                new DetachRequest(
                        Optional.empty(), Optional.empty(), DetachMode.SAFE, device("", wwid(1)));
        Detachment told = detach(request);
        assertTrue(told.toString(), told.mayUnmap());
        assertEquals(List.of(), world.fabric().leftovers().maps());
        assertEquals(List.of(), world.fabric().leftovers().disks());
        // now that it is nowhere on the host, that ends what is left of it
        assertEquals(Optional.of(before.id()), detach(request).id());
        assertEquals(List.of(), world.list());
        world.remember(); // his records
    }

    @Test
    public void theIdentityAloneFindsWhatSomebodyAttachedWhereItWasBeforeTheReboot() {
        Attachment before = world.attach(lun(1));
        world.reboot();
        attachByHand(1, 0, 1);
        var request =
                new DetachRequest(
                        Optional.empty(), Optional.empty(), DetachMode.SAFE, device("", wwid(1)));
        assertEquals(Optional.of(before.id()), detach(request).id());
        assertEquals(List.of(), world.fabric().leftovers().maps());
        assertEquals(List.of(), world.list());
        world.remember(); // his records
    }
}
