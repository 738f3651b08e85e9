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
import io.mortise.api.Detachment;
import io.mortise.api.Explanation;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Transcript;
import java.time.Duration;
import java.util.List;
import org.junit.Assert;
import org.junit.Test;

/** What os-brick and its peers had to learn about taking volumes down. */
public class TakingDownTest extends Story {
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(30);

    private static boolean isLogout(Call call) {
        return call.operation().equals(Call.COMMAND) && call.subject().contains("--logout");
    }

    private static boolean isDelete(Call call) {
        return call.operation().equals(Call.WRITE) && call.subject().contains("/device/delete");
    }

    // os-brick D.53
    @Test
    public void aMapWithAFriendlyNameIsRemovedByThatName() {
        world.fabric()
                .neighbour()
                .configureMultipath("find_multipaths no\nuser_friendly_names yes\n");
        Attachment attachment = world.attach(lun(1));
        String name = attachment.device().orElseThrow().mapName().orElseThrow();
        assertFalse(name, name.equals(attachment.wwid().orElseThrow().text()));
        assertTrue(world.detach(attachment).mayUnmap());
        assertTrue(world.ours().maps().isEmpty());
        assertEquals(List.of(name), world.removals());
    }

    // os-brick D.67
    // peers C.20
    @Test
    public void disksAreGoneBeforeTheirSessionsAreClosedAndRecordsGoLast() {
        Attachment attachment = world.attach(lun(1));
        int before = world.simulated().transcript().lines().size();
        world.detach(attachment);
        List<Call> calls =
                world.simulated().transcript().lines().stream()
                        .skip(before)
                        .map(Transcript.Line::call)
                        .toList();
        int lastDelete = last(calls.stream().map(TakingDownTest::isDelete).toList());
        int logout = calls.stream().map(TakingDownTest::isLogout).toList().indexOf(true);
        int lastLogout = last(calls.stream().map(TakingDownTest::isLogout).toList());
        int record =
                calls.stream()
                        .map(
                                c ->
                                        c.operation().equals(Call.REMOVE)
                                                && c.subject().startsWith("/etc/iscsi/nodes/"))
                        .toList()
                        .indexOf(true);
        assertTrue(lastDelete + " " + logout, 0 <= lastDelete && lastDelete < logout);
        assertTrue(lastLogout + " " + record, lastLogout < record);
    }

    private static int last(List<Boolean> marks) {
        return marks.lastIndexOf(true);
    }

    // peers C.22
    @Test
    public void aLogoutWhoseAnswerIsLostIsJudgedByWhetherTheSessionIsGone() {
        world.set("command.timeout", 30);
        Attachment attachment = world.attach(lun(1));
        world.simulated().faults(call -> isLogout(call) ? Fault.TIME_OUT : Fault.PASS);
        assertTrue(world.detach(attachment).mayUnmap());
        world.simulated().faults(call -> Fault.PASS);
    }

    // peers C.21
    @Test
    public void aSessionThatCanNotBeClosedIsNamedKeptOnTheTrailAndClosedLater() {
        world.set("command.timeout", 30).set("removal.timeout", 3);
        Attachment attachment = world.attach(lun(1));
        world.simulated().faults(call -> isLogout(call) ? Fault.HANG : Fault.PASS);
        VolumeException failure = world.refusal(attachment);
        assertEquals(Reason.REMOVAL_FAILED, failure.reason());
        assertTrue(failure.getMessage(), failure.getMessage().contains(World.address(0)));
        assertEquals(AttachmentState.LEFTOVER, world.list().get(0).state());
        assertEquals(List.of(), world.ours().disks());
        world.simulated().faults(call -> Fault.PASS);
        world.pass(Duration.ofSeconds(90));
        assertEquals(List.of(), world.list());
    }

    // os-brick D.57
    // os-brick D.64
    @Test
    public void disksThatTakeLongToGoAreWaitedFor() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().latencies(Latencies.lab().withRemoval(Duration.ofSeconds(20)));
        Duration took = world.time(() -> assertTrue(world.detach(attachment).mayUnmap()));
        assertTrue(took.toString(), took.toSeconds() >= 20);
        world.fabric().latencies(Latencies.lab());
        assertEquals(AttachmentState.ATTACHED, world.attach(lun(1)).state());
        world.detach(world.list().get(0));
    }

    // os-brick D.58
    // peers C.17
    @Test
    public void disksThatVanishedBeforeTheDetachAreProgress() {
        Attachment attachment = world.attach(lun(1));
        for (int k = 0; k < 2; k++) {
            String disk = world.disk(k, 1).orElseThrow();
            String address =
                    world.fabric().leftovers().disks().stream()
                            .filter(d -> d.startsWith(disk + " "))
                            .map(d -> d.split(" ")[1])
                            .findFirst()
                            .orElseThrow();
            world.call(
                    () ->
                            world.simulated()
                                    .host()
                                    .files()
                                    .write(
                                            "/sys/class/scsi_device/" + address + "/device/delete",
                                            "1",
                                            world.simulated()
                                                    .host()
                                                    .tasks()
                                                    .deadline(Duration.ofSeconds(5))));
        }
        world.settled();
        assertTrue(world.detach(attachment).mayUnmap());
    }

    // os-brick D.65
    @Test
    public void aForcedDetachThatIgnoresErrorsNeverThrowsWhateverFails() {
        world.set("removal.timeout", 2);
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write("dm-0");
        world.simulated()
                .faults(
                        call ->
                                isDelete(call)
                                                || isLogout(call)
                                                || call.subject().contains("--flushbufs")
                                        ? Fault.fail(HostFailure.Kind.IO)
                                        : Fault.PASS);
        Detachment told = world.detach(attachment.id(), DetachMode.FORCED_IGNORING_ERRORS);
        assertFalse(told.problems().isEmpty());
        assertFalse(told.mayUnmap());
        world.simulated().faults(call -> Fault.PASS);
        world.pass(Duration.ofMinutes(2));
        assertEquals(List.of(), world.list());
        world.damage();
    }

    // os-brick D.71
    @Test
    public void aForcedDetachDoesNotCloseASessionOnWhichADiskCouldNotBeDeleted() {
        world.set("removal.timeout", 2);
        Attachment attachment = world.attach(lun(1));
        world.simulated()
                .faults(call -> isDelete(call) ? Fault.fail(HostFailure.Kind.IO) : Fault.PASS);
        world.detach(attachment.id(), DetachMode.FORCED_IGNORING_ERRORS);
        assertEquals(4, world.ours().sessions().size());
        assertEquals(4, world.ours().disks().size());
        world.simulated().faults(call -> Fault.PASS);
        world.detach(attachment.id(), DetachMode.FORCED);
    }

    // os-brick D.72
    // os-brick D.74
    // peers C.29
    // peers C.84
    @Test
    public void anExplanationNamesEachThatIsInTheWayAndNothingOnceItIsFree() {
        Attachment attachment = world.attach(lun(1));
        var neighbour = world.fabric().neighbour();
        var database = new User("postgres", 4711);
        neighbour.stack("dm-0", "secret", "CRYPT-LUKS2-0123-secret");
        neighbour.open("dm-0", database);
        Mortise mortise = world.mortise();
        Explanation told = world.call(() -> mortise.explain(attachment.id()));
        assertEquals(
                List.of(
                        "dm-0 is open as the encrypted device secret (dm-1)",
                        "dm-0 is held open by postgres (pid 4711)"),
                told.obstacles().stream().map(Explanation.Obstacle::detail).toList());
        neighbour.close(database);
        neighbour.unstack("secret");
        world.settled();
        assertTrue(world.call(() -> mortise.explain(attachment.id())).clear());
        world.detach(attachment);
    }

    @Test
    public void anExplanationSaysThatNoPathWorksAndWhatStaysForOthers() {
        Attachment attachment = world.attach(lun(1));
        Attachment other = world.attach(lun(2));
        Mortise mortise = world.mortise();
        for (int k = 0; k < 4; k++) {
            world.portal(k).cut();
        }
        world.pass(TIME_TO_DIE);
        Explanation told = world.call(() -> mortise.explain(attachment.id()));
        assertEquals(Reason.NO_USABLE_PATH, told.obstacles().get(0).reason());
        assertTrue(told.stays().toString(), told.stays().toString().contains(other.id().text()));
        for (int k = 0; k < 4; k++) {
            world.portal(k).mend();
        }
        world.pass(TIME_TO_DIE);
        world.detach(attachment);
        world.detach(other);
    }

    @Test
    public void verifyingAsksEachPathAndRefusesWhatLeadsElsewhereNow() {
        Attachment attachment = world.attach(lun(1));
        Mortise mortise = world.mortise();
        Attachment verified = world.call(() -> mortise.verify(attachment.id()));
        assertEquals(AttachmentState.ATTACHED, verified.state());
        assertTrue(verified.paths().stream().allMatch(p -> p.state() == PathState.ACTIVE));
        world.target().lun(1, world.fabric().volume("another", World.SIZE));
        VolumeException refused =
                Assert.assertThrows(
                        VolumeException.class,
                        () -> world.call(() -> mortise.verify(attachment.id())));
        assertEquals(Reason.FOREIGN_DATA, refused.reason());
        world.target().lun(1, world.data());
        world.detach(attachment);
    }
}
