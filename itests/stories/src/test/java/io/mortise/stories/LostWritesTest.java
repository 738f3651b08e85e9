// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeException.Retry;
import io.mortise.host.HostFailure;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

/**
 * What was written and could not be brought to the volume is gone, and a flush says that all is
 * well: whoever detaches safely is told all the same, once.
 */
public class LostWritesTest extends Story {
    private static final User WRITER = new User("postgres", 4711);
    private static final Duration GIVEN_UP = Duration.ofMinutes(3);

    /** A program writes, and ends when no path is left: what it wrote has nowhere to go. */
    private void writtenInVain(String device) {
        world.fabric().neighbour().open(device, WRITER);
        world.fabric().neighbour().write(device);
        for (int k = 0; k < 4; k++) {
            world.portal(k).cut();
        }
        world.pass(GIVEN_UP);
        world.fabric().neighbour().close(WRITER);
        for (int k = 0; k < 4; k++) {
            world.portal(k).mend();
        }
        world.pass(GIVEN_UP);
        assertEquals(1, world.damage().size());
    }

    private Attachment withoutMap() {
        world.fabric().neighbour().configureMultipath("find_multipaths yes\n");
        world.set("multipath", false);
        return world.attach(lun(1));
    }

    private List<String> syncs() {
        return world.commands().stream().filter(c -> c.startsWith("sync ")).toList();
    }

    private void refusedAsLost(Attachment attachment) {
        AttachmentState before = world.list().get(0).state();
        VolumeException refused = world.refusal(attachment);
        assertEquals(refused.describe(), Reason.FLUSH_FAILED, refused.reason());
        assertEquals(Retry.POINTLESS, refused.retry());
        assertTrue(refused.describe(), refused.describe().contains("Input/output error"));
        assertTrue(refused.describe(), refused.describe().contains("lost"));
        assertEquals(before, world.list().get(0).state());
        assertEquals("the kernel tells it once: " + syncs(), 1, syncs().size());
    }

    @Test
    public void aMapWhoseLastWritesWereLostIsNotDetachedSafely() {
        Attachment attachment = world.attach(lun(1));
        writtenInVain("dm-0");
        refusedAsLost(attachment);
        assertEquals(1, world.ours().maps().size());
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void aDiskWhoseLastWritesWereLostIsNotDetachedSafely() {
        Attachment attachment = withoutMap();
        writtenInVain(world.disk(0, 1).orElseThrow());
        refusedAsLost(attachment);
        assertEquals(1, world.ours().disks().size());
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void whatWasLostThroughAPartitionOfAMapIsToldToo() {
        Attachment attachment = world.attach(lun(1));
        String uuid = world.ours().maps().get(0).replaceFirst(".*(mpath-\\w+).*", "$1");
        String partition = world.fabric().neighbour().stack("dm-0", "data-part1", "part1-" + uuid);
        writtenInVain(partition);
        refusedAsLost(attachment);
        world.fabric().neighbour().unstack("data-part1");
        assertTrue(world.detach(attachment).mayUnmap());
    }

    @Test
    public void aPathThatAnswersAgainAndIsNotUsedYetIsWaitedForBeforeTheFlush() {
        Attachment attachment = world.attach(lun(1));
        world.fabric().neighbour().write("dm-0");
        for (int k = 0; k < 4; k++) {
            world.portal(k).cut();
        }
        world.pass(GIVEN_UP);
        // logged in again, and not looked at by multipathd
        world.fabric().neighbour().stopMultipathd();
        world.portal(0).mend();
        world.pass(Duration.ofSeconds(20));
        world.fabric().neighbour().startMultipathd();
        assertTrue(world.detach(attachment).mayUnmap());
        assertEquals(List.of(), world.fabric().damage());
    }

    @Test
    public void aForcedDetachOfAMapGoesOnAndSaysWhatIsLost() {
        goesOnByForce(world.attach(lun(1)), "dm-0");
    }

    @Test
    public void aForcedDetachOfADiskGoesOnAndSaysWhatIsLost() {
        Attachment attachment = withoutMap();
        goesOnByForce(attachment, world.disk(0, 1).orElseThrow());
    }

    private void goesOnByForce(Attachment attachment, String device) {
        writtenInVain(device);
        VolumeException told =
                assertThrows(
                        VolumeException.class,
                        () -> world.detach(attachment.id(), DetachMode.FORCED));
        assertTrue(told.describe(), told.describe().contains("Input/output error"));
        assertTrue(world.ours().toString(), world.ours().isEmpty());
    }

    @Test
    public void whetherAllOfAMapArrivedIsAskedAgainIfThereWasNoAnswer() {
        world.set("flush.timeout", 7);
        Attachment attachment = world.attach(lun(1));
        askedAgain(attachment, Duration.ofSeconds(8));
    }

    @Test
    public void whetherAllOfADiskArrivedIsAskedAgainIfThereWasNoAnswer() {
        world.set("flush.timeout", 7);
        askedAgain(withoutMap(), Duration.ofMillis(7500));
    }

    private void askedAgain(Attachment attachment, Duration least) {
        world.simulated()
                .faults(call -> isSync(call) && syncs().isEmpty() ? Fault.HANG : Fault.PASS);
        Duration took = world.time(() -> assertTrue(world.detach(attachment).mayUnmap()));
        assertTrue(took.toString(), took.compareTo(least) > 0);
        assertEquals(2, syncs().size());
    }

    @Test
    public void withoutTheProgramThatTellsADetachIsNotSafe() {
        Attachment attachment = world.attach(lun(1));
        world.simulated()
                .faults(
                        call ->
                                isSync(call)
                                        ? Fault.fail(HostFailure.Kind.UNAVAILABLE)
                                        : Fault.PASS);
        VolumeException refused = world.refusal(attachment);
        assertEquals(Reason.FLUSH_FAILED, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("could not be started"));
        world.simulated().faults(call -> Fault.PASS);
        assertTrue(world.detach(attachment).mayUnmap());
    }

    private static boolean isSync(Call call) {
        return call.operation().equals(Call.COMMAND) && call.subject().startsWith("sync ");
    }
}
