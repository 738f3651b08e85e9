// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.path;
import static io.mortise.stories.World.volume;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.machine.Tree.Condition;
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

    // --- after a reboot, before recovery has come to a trail ---

    // recovery comes to the oldest first, so that it is not at those behind it
    private Attachment lastOfSeveral() {
        world.target().lun(3, world.fabric().volume("third", World.SIZE));
        world.attach(lun(3));
        world.attach(lun(2));
        return world.attach(lun(1));
    }

    private void rebooted() {
        world.reboot();
        world.mortise(Mortise.Beginning.AT_ONCE);
    }

    @Test
    public void aVolumeIsAttachedAgainAlsoBeforeRecoveryHasComeToIt() {
        Attachment before = lastOfSeveral();
        rebooted();
        Attachment after = world.attach(lun(1));
        assertEquals(before.id(), after.id());
        assertEquals(AttachmentState.ATTACHED, after.state());
        world.list().forEach(world::detach);
    }

    @Test
    public void whatOthersAttachedOfAnotherVolumeSinceStaysAlsoBeforeRecoveryHasComeToIt() {
        world.fabric().neighbour().logout(world.fabric().neighbour().login(world.portal(0)));
        world.remember();
        Attachment before = lastOfSeveral();
        world.reboot();
        world.target().lun(1, world.fabric().volume("theirs", World.SIZE));
        var neighbour = world.fabric().neighbour();
        neighbour.stopMultipathd();
        int session = neighbour.login(world.portal(0));
        neighbour.scan(session, 1);
        world.settled();
        List<String> theirs = world.fabric().leftovers().disks();
        assertEquals(1, theirs.size());
        world.mortise(Mortise.Beginning.AT_ONCE);
        world.detach(before.id(), DetachMode.FORCED);
        world.settled();
        assertEquals(theirs, world.fabric().leftovers().disks());
        neighbour.logout(session);
        world.list().forEach(world::detach);
    }

    @Test
    public void whatIsNoLongerThereIsNotVerified() {
        Attachment before = lastOfSeveral();
        rebooted();
        VolumeException refused =
                assertThrows(
                        VolumeException.class,
                        () -> world.call(() -> world.mortise().verify(before.id())));
        assertEquals(Reason.NOT_FOUND, refused.reason());
        world.list().forEach(world::detach);
    }

    @Test
    public void aSessionIsNotLeftToAVolumeThatARebootTook() {
        world.attach(lun(2));
        world.reboot();
        failing(Call.LOCK, "/run/lock/mortise/volume");
        world.mortise(); // recovery has tried
        failing(Call.WRITE, "/scan");
        world.refusal(lun(1));
        world.settled();
        assertEquals(List.of(), world.ours().sessions());
        failing(Call.LOCK, "nothing");
        world.list().forEach(world::detach);
    }

    // --- what can't be looked at ---

    @Test
    public void aVolumeThatCanNotBeLookedAtIsNotTakenForGone() {
        world.set("multipath", false);
        world.fabric().neighbour().configureMultipath("find_multipaths strict\n");
        Attachment attachment = world.attach(volume(path(World.IQN, 0, 1)));
        world.restart(Children.DIE);
        failing(Call.READ, "/sys/class/iscsi_session/");
        world.mortise();
        failing(Call.READ, "nothing");
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        world.detach(attachment);
    }

    // --- attaching it again comes to nothing ---

    private void refusedByAllPortals() {
        for (int k = 0; k < World.PATHS; k++) {
            world.portal(k).refuse();
        }
        assertEquals(Reason.PORTAL_UNREACHABLE, world.refusal(lun(1)).reason());
        for (int k = 0; k < World.PATHS; k++) {
            world.portal(k).mend();
        }
    }

    private void isAbsentAs(Attachment before) {
        assertEquals(1, world.list().size());
        Attachment absent = world.list().get(0);
        assertEquals(before.id(), absent.id());
        assertEquals(AttachmentState.ABSENT, absent.state());
        assertEquals(before.wwid(), absent.wwid());
        assertEquals(before.connection(), absent.connection());
        assertTrue("left: " + world.ours(), world.ours().isEmpty());
    }

    @Test
    public void aVolumeThatCouldNotBeAttachedAgainKeepsItsIdAndItsIdentity() {
        Attachment before = world.attach(lun(1));
        world.reboot();
        refusedByAllPortals();
        isAbsentAs(before);
        world.restart(Children.DIE);
        isAbsentAs(before);
        Attachment after = world.attach(lun(1));
        assertEquals(before.id(), after.id());
        assertEquals(before.wwid(), after.wwid());
        detachedWhole(after);
    }

    @Test
    public void theIdOfOneThatCouldNotBeAttachedAgainDetachesWhatSomebodyHasAttachedSince() {
        Attachment before = world.attach(lun(1));
        world.reboot();
        refusedByAllPortals();
        var neighbour = world.fabric().neighbour();
        neighbour.scan(neighbour.login(world.portal(0)), 1);
        world.settled();
        assertEquals(1, world.fabric().leftovers().disks().size());
        assertTrue(world.detach(before).mayUnmap());
        world.settled();
        assertEquals(List.of(), world.fabric().leftovers().disks());
        assertEquals(List.of(), world.list());
        world.remember(); // the session is the other's
    }

    @Test
    public void soDoesOneWhoseAttachingAgainACrashEnds() {
        for (int millis = 2; millis < 1200; millis += 133) {
            try (var fresh = new World(millis)) {
                Attachment before = fresh.attach(lun(1));
                fresh.reboot();
                fresh.fork(() -> fresh.mortise().attach(lun(1)));
                fresh.pass(Duration.ofMillis(millis));
                fresh.restart(Children.DIE);
                Attachment found = fresh.list().get(0);
                assertEquals(millis + " ms", before.id(), found.id());
                Attachment after = fresh.attach(lun(1));
                assertEquals(millis + " ms", before.id(), after.id());
                fresh.detach(after);
                fresh.verify(millis + " ms");
            }
        }
    }

    @Test
    public void soDoesOneOfWhichSomethingWasLeftOnceThatIsGone() {
        Attachment before = world.attach(lun(1));
        world.reboot();
        world.mortise();
        failing(Call.COMMAND, "--logout");
        world.target().lun(1, world.fabric().volume("another", World.SIZE));
        world.refusal(lun(1));
        assertEquals(AttachmentState.LEFTOVER, world.list().get(0).state());
        failing(Call.COMMAND, "nothing");
        world.pass(Duration.ofMinutes(3));
        world.target().lun(1, world.data());
        assertEquals(before.id(), world.list().get(0).id());
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
        detachedWhole(world.attach(lun(1)));
    }

    private void failing(String operation, String subject) {
        world.simulated()
                .faults(
                        call ->
                                call.operation().equals(operation)
                                                && call.subject().contains(subject)
                                        ? Fault.fail(HostFailure.Kind.IO)
                                        : Fault.PASS);
    }

    @Test
    public void whatAFullDiskKeptRecoveryFromNotingIsTriedAgain() {
        Attachment before = world.attach(lun(1));
        world.reboot();
        world.simulated().computer().tree().condition(World.JOURNAL, Condition.FULL);
        world.mortise();
        world.simulated().computer().tree().condition(World.JOURNAL, Condition.WRITABLE);
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
        world.pass(Duration.ofMinutes(3));
        world.restart(Children.DIE);
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
        Attachment after = world.attach(lun(1));
        assertEquals(before.id(), after.id());
        world.detach(after);
    }
}
