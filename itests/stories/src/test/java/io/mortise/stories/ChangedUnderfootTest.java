// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static io.mortise.stories.World.states;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.Test;

/** What changes while, or between, the acts of an attach and its detach. */
public class ChangedUnderfootTest extends Story {
    private static boolean scan(Call call) {
        return call.subject().contains("/scan ");
    }

    /** Has something happen right before the first call of a kind, and lets that call pass. */
    private void before(Predicate<Call> kind, Runnable event) {
        boolean[] happened = {false};
        world.mortise();
        world.simulated()
                .faults(
                        call -> {
                            if (!happened[0] && kind.test(call)) {
                                happened[0] = true;
                                event.run();
                            }
                            return Fault.PASS;
                        });
    }

    private void closeFirstSession() {
        String session = world.fabric().leftovers().sessions().get(0);
        int sid = Integer.parseInt(session.substring(0, session.indexOf(' ')));
        world.fabric().neighbour().logout(sid);
    }

    // os-brick D.26
    @Test
    public void aSessionThatSomebodyClosesBeforeTheScanCostsItsPathOnly() {
        before(ChangedUnderfootTest::scan, this::closeFirstSession);
        Attachment attachment = world.attach(lun(1));
        assertEquals(3, Collections.frequency(states(attachment), PathState.ACTIVE));
        assertTrue(world.detach(attachment).mayUnmap());
    }

    // os-brick D.14
    @Test
    public void aSessionWhoseHostNeverShowsEndsTheAttachWithAReason() {
        world.mortise();
        Faults hostless =
                call ->
                        call.subject().matches("/sys/class/iscsi_session/session\\d+(/device)?")
                                        && call.operation().equals("realPath")
                                ? Fault.fail(HostFailure.Kind.IO)
                                : Fault.PASS;
        world.simulated().faults(hostless);
        VolumeException refusal = world.refusal(lun(1));
        assertEquals(Reason.LOGIN_FAILED, refusal.reason());
        world.simulated().faults(Faults.NONE);
        world.restart(Children.DIE);
        world.mortise();
    }

    // os-brick D.61
    @Test
    public void multipathSwitchedOffBetweenAttachAndDetachChangesNothing() {
        Attachment attachment = world.attach(lun(1));
        world.stop();
        world.set("multipath", false);
        assertTrue(world.detach(attachment).mayUnmap());
    }

    // os-brick D.61
    @Test
    public void multipathSwitchedOnBetweenAttachAndDetachChangesNothing() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        assertFalse(attachment.device().orElseThrow().multipath());
        world.stop();
        world.set("multipath", true);
        assertTrue(world.detach(attachment).mayUnmap());
    }

    // os-brick D.68, peers C.20
    @Test
    public void aDetachScansNothingAndLogsOutWhenTheDisksAreGone() {
        Attachment attachment = world.attach(lun(1));
        int begun = world.simulated().transcript().lines().size();
        assertTrue(world.detach(attachment).mayUnmap());
        List<Call> calls =
                world.simulated().transcript().lines().stream()
                        .skip(begun)
                        .map(line -> line.call())
                        .toList();
        assertEquals(List.of(), calls.stream().filter(ChangedUnderfootTest::scan).toList());
        int lastDelete = last(calls, call -> call.subject().contains("/delete "));
        int firstLogout =
                first(
                        calls,
                        call ->
                                call.subject().contains("--logout")
                                        || call.subject().matches("iscsiadm .*-u\\b.*"));
        assertTrue(lastDelete + " " + firstLogout, lastDelete >= 0 && lastDelete < firstLogout);
    }

    private static int first(List<Call> calls, Predicate<Call> kind) {
        return IntStream.range(0, calls.size())
                .filter(i -> kind.test(calls.get(i)))
                .min()
                .orElse(-1);
    }

    private static int last(List<Call> calls, Predicate<Call> kind) {
        return IntStream.range(0, calls.size())
                .filter(i -> kind.test(calls.get(i)))
                .max()
                .orElse(-1);
    }
}
