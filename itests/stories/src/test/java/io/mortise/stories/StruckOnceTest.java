// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.DetachMode;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.Test;

/** Single faults that once left something behind or said too little. */
public class StruckOnceTest extends Story {
    private static final Duration RETRY = Duration.ofMinutes(3);

    private void first(int times, Predicate<Call> calls, Fault fault) {
        var left = new AtomicInteger(times);
        world.simulated()
                .faults(
                        call ->
                                calls.test(call) && left.getAndDecrement() > 0
                                        ? fault
                                        : Fault.PASS);
    }

    private static Predicate<Call> on(String operation, String part) {
        return call -> call.operation().equals(operation) && call.subject().contains(part);
    }

    // the rename had been done when forcing the directory failed
    @Test
    public void anIntentThatWasWrittenThoughWritingItFailedIsTakenAwayAgain() {
        world.mortise();
        first(1, on(Call.REPLACE, ".trail"), Fault.TIME_OUT);
        assertEquals(Reason.JOURNAL_UNAVAILABLE, world.refusal(lun(1)).reason());
        assertEquals(List.of(), world.trails());
    }

    @Test
    public void anIntentThatCouldNotBeTakenAwayAtOnceGoesLater() {
        world.mortise();
        Predicate<Call> trail =
                on(Call.REPLACE, ".trail").or(call -> call.text().matches("remove .*\\.trail"));
        var struck = new AtomicInteger();
        world.simulated()
                .faults(
                        call ->
                                !trail.test(call) || struck.incrementAndGet() > 3
                                        ? Fault.PASS
                                        : call.operation().equals(Call.REPLACE)
                                                ? Fault.TIME_OUT
                                                : Fault.fail(HostFailure.Kind.IO));
        world.refusal(lun(1));
        assertEquals(1, world.trails().size());
        world.pass(RETRY);
        assertEquals(List.of(), world.trails());
    }

    @Test
    public void theFileOfAnAttachmentThatIsGoneGoesLaterIfItCouldNotAtOnce() {
        Attachment attachment = world.attach(lun(1));
        first(2, call -> call.text().matches("remove .*\\.trail"), Fault.fail(HostFailure.Kind.IO));
        try {
            world.detach(attachment);
        } catch (VolumeException told) {
            assertEquals(Reason.JOURNAL_UNAVAILABLE, told.reason());
        }
        assertEquals(List.of(), world.list());
        assertEquals(1, world.trails().size());
        world.pass(RETRY);
        assertEquals(List.of(), world.trails());
    }

    @Test
    public void aNodeRecordThatCantBeReadIsNamedByItsPortal() {
        world.attach(lun(2));
        first(1, on(Call.READ, "10.10.3.2,3260"), Fault.fail(HostFailure.Kind.IO));
        String message = world.refusal(lun(1)).getMessage();
        assertTrue(message, message.contains("node record of " + World.address(3)));
        world.list().forEach(world::detach);
    }

    @Test
    public void aRecordThatWasCutShortWhenItWasToBeDeletedIsReadAgain() {
        Attachment attachment = world.attach(lun(1));
        var deleting = new AtomicInteger();
        world.simulated()
                .faults(
                        call -> {
                            if (call.operation().equals(Call.HARD_LINK)) {
                                deleting.compareAndSet(0, 1);
                            }
                            boolean struck =
                                    on(Call.READ, "10.10.2.2,3260").test(call)
                                            && deleting.compareAndSet(1, 2);
                            return struck ? Fault.GARBLE : Fault.PASS;
                        });
        world.detach(attachment);
        assertEquals(2, deleting.get());
        assertEquals(List.of(), List.copyOf(world.ours().records()));
    }

    // multipathd, had it run, would have taken the map away that had no path any more
    @Test
    public void aDiskThatCouldNotBeSeenAtFirstIsNotDeletedUnderAMapThatWasLeftForIt() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write("dm-0");
        world.fabric().neighbour().stopMultipathd();
        var walking = new AtomicInteger();
        world.simulated()
                .faults(
                        call -> {
                            if (on(Call.APPEND, ".trail").test(call)) {
                                walking.compareAndSet(0, 1);
                            }
                            boolean struck =
                                    on(Call.READ, "/target_id").test(call)
                                            && walking.compareAndSet(1, 2);
                            return struck ? Fault.fail(HostFailure.Kind.IO) : Fault.PASS;
                        });
        assertTrue(world.detach(attachment.id(), DetachMode.FORCED).mayUnmap());
        assertEquals(2, walking.get());
        assertEquals(List.of(), world.ours().maps());
        world.fabric().neighbour().startMultipathd();
    }

    @Test
    public void aStrangersSessionThatCouldNotBeReadForAWhileStaysHis() {
        besideAStrangersSession(() -> world.detach(world.attach(lun(1))));
    }

    @Test
    public void anAttachThatFailsLeavesAStrangersSessionThatCouldNotBeRead() {
        besideAStrangersSession(
                () -> assertEquals(Reason.LUN_NOT_FOUND, world.refusal(lun(77)).reason()));
    }

    private void besideAStrangersSession(Runnable act) {
        int session = world.fabric().neighbour().login(world.portal(1));
        world.pass(Duration.ofSeconds(5));
        world.remember();
        String folder = "/sys/class/iscsi_session/session" + session;
        for (int looks = 1; looks < 10; looks++) {
            first(looks, on(Call.REAL_PATH, folder), Fault.fail(HostFailure.Kind.IO));
            act.run();
            assertEquals(looks + " looks", List.of(), world.ours().sessions());
        }
    }
}
