// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Reason;
import io.mortise.host.HostFailure;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

/** A flush that fails is tried again, with a pause before that is twice as long each time. */
public class FlushTest extends Story {
    private static final String FLUSH = "blockdev --flushbufs";
    private int failures;

    private void failing(int times) {
        failures = times;
        world.simulated()
                .faults(
                        call ->
                                call.operation().equals(Call.COMMAND)
                                                && call.subject().startsWith(FLUSH)
                                                && failures-- > 0
                                        ? Fault.fail(HostFailure.Kind.IO)
                                        : Fault.PASS);
    }

    /** The time between the end of one flush and the end of the next. */
    private List<Duration> pauses() {
        long[] ends =
                world.calls(Call.COMMAND).stream()
                        .filter(line -> line.call().subject().startsWith(FLUSH))
                        .mapToLong(line -> line.nanos())
                        .toArray();
        return IntStream.range(1, ends.length)
                .mapToObj(i -> Duration.ofNanos(ends[i] - ends[i - 1]))
                .toList();
    }

    private static void between(long low, long high, Duration actual) {
        assertTrue(actual.toString(), actual.toMillis() >= low && actual.toMillis() < high);
    }

    // os-brick D.51
    @Test
    public void theMapIsFlushedAgainAfterOneAndTwoSeconds() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write("dm-0");
        failing(2);
        assertTrue(world.detach(attachment).mayUnmap());
        assertEquals(2, pauses().size());
        between(1000, 1200, pauses().get(0));
        between(2000, 2200, pauses().get(1));
    }

    // peers C.26
    @Test
    public void theDiskIsFlushedAgainAfterHalfASecondAndOne() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write(world.disk(0, 1).orElseThrow());
        failing(2);
        assertTrue(world.detach(attachment).mayUnmap());
        assertEquals(2, pauses().size());
        between(500, 700, pauses().get(0));
        between(1000, 1200, pauses().get(1));
    }

    // os-brick D.55
    // peers C.26
    @Test
    public void afterTheLastAttemptASafeDetachStopsWithTheVolumeStillUsable() {
        world.set("flush.attempts", 4);
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write("dm-0");
        failing(4);
        assertEquals(Reason.FLUSH_FAILED, world.refusal(attachment).reason());
        assertEquals(3, pauses().size());
        between(4000, 4200, pauses().get(2));
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        assertEquals(1, world.ours().maps().size());
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void aFlushThatHangsEndsAtItsLimit() {
        world.set("flush.timeout", 7).set("flush.attempts", 1);
        Attachment attachment = world.attach(lun(1));
        world.simulated()
                .faults(call -> call.subject().startsWith(FLUSH) ? Fault.HANG : Fault.PASS);
        Duration took =
                world.time(
                        () ->
                                assertEquals(
                                        Reason.FLUSH_FAILED, world.refusal(attachment).reason()));
        between(7000, 8000, took);
        world.simulated().faults(call -> Fault.PASS);
        world.detach(attachment);
    }
}
