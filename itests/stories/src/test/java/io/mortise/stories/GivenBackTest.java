// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.Test;

/**
 * What others have attached is theirs until it is handed out as a volume: an attach that ends
 * before that gives it back, map and disks and all.
 */
public class GivenBackTest extends Story {
    /** An administrator attaches LUN 1 by hand, with a map above all its paths. */
    private void attachedByHand() {
        var neighbour = world.fabric().neighbour();
        neighbour.configureMultipath("find_multipaths no\n");
        for (int k = 0; k < World.PATHS; k++) {
            neighbour.scan(neighbour.login(world.portal(k)), 1);
        }
        world.settled();
        assertEquals(1, world.fabric().leftovers().maps().size());
        world.remember();
    }

    private void recordsOfAnAdministrator() {
        var neighbour = world.fabric().neighbour();
        for (int k = 0; k < World.PATHS; k++) {
            neighbour.logout(neighbour.login(world.portal(k)));
        }
        world.remember();
    }

    private void stands() {
        world.settled();
        world.othersHaveAll();
        assertEquals("maps asked to be removed", List.of(), world.removals());
    }

    /** What was handed out is the client's, and goes with his volume; the sessions stay. */
    private void goesOnceItWasHandedOut(Attachment attachment) {
        assertEquals(AttachmentState.ATTACHED, attachment.state());
        assertTrue(world.detach(attachment).mayUnmap());
        world.settled();
        assertEquals(List.of(), world.fabric().leftovers().maps());
        assertEquals(List.of(), world.fabric().leftovers().disks());
        assertEquals(World.PATHS, world.fabric().leftovers().sessions().size());
        world.remember();
    }

    private static boolean appends(Call call) {
        return call.operation().equals(Call.APPEND) && call.subject().startsWith(World.JOURNAL);
    }

    private void failing(Predicate<Call> what) {
        Fault fault = Fault.fail(HostFailure.Kind.IO);
        world.simulated().faults(call -> what.test(call) ? fault : Fault.PASS);
    }

    @Test
    public void anotherVolumeUnderTheLunOfOneThatARebootTookIsNotTakenApart() {
        recordsOfAnAdministrator();
        Attachment before = world.attach(lun(1));
        world.reboot();
        world.target().lun(1, world.fabric().volume("another", World.SIZE));
        int removed = world.removals().size();
        attachedByHand();
        Attachment after = world.attach(lun(1));
        assertNotEquals(before.id(), after.id());
        assertEquals(removed, world.removals().size());
        world.othersHaveAll();
        goesOnceItWasHandedOut(after);
    }

    @Test
    public void aMapStandsAlsoIfTheLastRecordOfTheAttachCanNotBeWritten() {
        attachedByHand();
        world.mortise();
        var appended = new AtomicInteger();
        failing(call -> appends(call) && appended.incrementAndGet() > 1);
        VolumeException refused = world.refusal(lun(1));
        assertEquals(Reason.JOURNAL_UNAVAILABLE, refused.reason());
        assertEquals(refused.describe(), List.of(), refused.left());
        failing(call -> false);
        world.pass(Duration.ofMinutes(5));
        stands();
        goesOnceItWasHandedOut(world.attach(lun(1)));
    }

    @Test
    public void aMapStandsAlsoIfTheJvmIsKilledBeforeTheLastRecord() {
        attachedByHand();
        world.mortise();
        failing(this::crashingAfterTheFirstRecord);
        assertTrue(world.crashes(() -> world.attach(lun(1))));
        world.restart(Children.DIE);
        world.mortise();
        stands();
        assertEquals(List.of(), world.list());
        goesOnceItWasHandedOut(world.attach(lun(1)));
    }

    // behind the intent, which is a file written whole
    private boolean crashingAfterTheFirstRecord(Call call) {
        if (appends(call)) {
            world.crashAt(call.number(), Children.DIE);
        }
        return false;
    }

    /** The steps of a map that is gone still stand on the trail when somebody makes another. */
    private void broughtBackOverOurSessions() {
        world.attach(lun(1));
        world.stop();
        takenAway();
        assertEquals(AttachmentState.ABSENT, world.list().get(0).state());
        for (String session : world.fabric().leftovers().sessions()) {
            world.fabric().neighbour().scan(Integer.parseInt(session.split(" ")[0]), 1);
        }
        world.settled();
        world.remember();
    }

    private static boolean asksForPaths(Call call) {
        return call.operation().equals(Call.SEND) && call.subject().contains("show paths");
    }

    @Test
    public void aMapThatSomebodyMadeWhereOneHadBeenTakenAwayStandsIfTheAttachFails() {
        broughtBackOverOurSessions();
        int removed = world.removals().size();
        failing(GivenBackTest::asksForPaths);
        VolumeException refused = world.refusal(lun(1));
        failing(call -> false);
        assertEquals(refused.describe(), List.of(), refused.left());
        assertEquals(removed, world.removals().size());
        world.settled();
        endsAbsent();
    }

    // as before; what came back is of its volume, and goes with it once somebody says so
    private void endsAbsent() {
        world.othersHaveAll();
        Attachment absent = world.list().get(0);
        assertEquals(absent.detail(), AttachmentState.ABSENT, absent.state());
        world.detach(absent);
        assertEquals(List.of(), world.fabric().leftovers().sessions());
        world.remember();
    }

    @Test
    public void soItDoesIfTheSessionsHadToWaitForRecovery() {
        broughtBackOverOurSessions();
        var asked = new AtomicBoolean();
        failing(
                call -> {
                    asked.compareAndSet(false, asksForPaths(call));
                    return asksForPaths(call)
                            || asked.get()
                                    && call.operation().equals(Call.LOCK)
                                    && call.subject().contains("iscsi-session");
                });
        VolumeException refused = world.refusal(lun(1));
        assertFalse(refused.describe(), refused.left().isEmpty());
        failing(call -> false);
        world.pass(Duration.ofMinutes(5));
        endsAbsent();
    }

    private void takenAway() {
        var host = world.simulated().host();
        var soon = host.tasks().deadline(Duration.ofSeconds(5));
        String map = world.fabric().leftovers().maps().get(0).split(" ")[1];
        world.call(() -> new MultipathDaemon(host).removeMap(map, soon));
        for (String disk : world.fabric().leftovers().disks()) {
            String delete = "/sys/class/scsi_device/" + disk.split(" ")[1] + "/device/delete";
            world.call(() -> host.files().write(delete, "1", soon));
        }
        world.settled();
    }

    @Test
    public void aMapOverOnePathStandsAlsoIfTheAttachFailsAtTheLastMoment() {
        world.set("multipath", false);
        attachedByHand();
        world.mortise();
        failing(call -> call.operation().equals(Call.LOCK) && call.subject().contains("wwid"));
        VolumeException refused = world.refusal(lun(1));
        failing(call -> false);
        assertEquals(refused.describe(), List.of(), refused.left());
        stands();
    }
}
