// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static io.mortise.stories.World.lun;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Task;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.jvm.Call;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.Test;

/** The kernel does not answer a scan for long: nobody closes the session, nor scans it again. */
public class UnansweredScanTest extends Story {
    private static final Duration SCAN = Duration.ofMinutes(30);
    private static final Duration LONG = Duration.ofHours(2);

    @Test
    public void anotherConnectorKeepsTheSessionOnWhichItsPredecessorsScanGoesOn() {
        Attachment first = world.attach(lun(1));
        hangs(() -> world.mortise().attach(lun(2)));
        // the kernel deletes nothing on a SCSI host that it scans
        VolumeException told = world.refusal(first);
        assertEquals(told.describe(), Reason.REMOVAL_FAILED, told.reason());
        assertEquals(4, world.ours().sessions().size());
        List<String> details = world.list().stream().map(Attachment::detail).toList();
        assertEquals(2, details.size());
        assertTrue(
                details.toString(), details.toString().contains("has not answered the scan for"));
        answered();
        assertEquals(0, world.list().size());
        assertTrue("" + world.ours(), world.ours().isEmpty());
    }

    @Test
    public void anotherConnectorDoesNotScanASessionThatItsPredecessorsScanHolds() {
        Attachment first = world.attach(lun(1));
        hangs(() -> world.mortise().attach(lun(2)));
        int scans = scans();
        world.set("attach.timeout", 20);
        VolumeException refused = world.refusal(lun(3));
        assertEquals(refused.describe(), Reason.HOST_FAILED, refused.reason());
        assertTrue(
                refused.describe(),
                refused.describe().contains("has not answered an earlier scan of host"));
        assertEquals(scans, scans());
        answered();
        world.detach(first);
    }

    @Test
    public void aPathWhoseSessionIsHeldByAScanComesWhenTheKernelHasAnswered() {
        world.target().lun(3, world.fabric().volume("third", World.SIZE));
        Attachment first = world.attach(lun(1));
        world.fabric().latencies(Latencies.lab().withScan(Duration.ofSeconds(100)));
        Task<Attachment> second = world.fork(() -> world.mortise().attach(lun(2)));
        world.pass(Duration.ofSeconds(1));
        world.simulated().run(() -> world.mortise().connectorGoes());
        assertThrows(VolumeException.class, second::result);
        world.simulated().run(() -> world.mortise().connectorComes());
        world.fabric().latencies(Latencies.lab());
        Attachment third = world.attach(lun(3));
        assertEquals(AttachmentState.ATTACHED, third.state());
        world.detach(third);
        world.detach(first);
        world.pass(LONG);
        assertEquals(0, world.list().size());
    }

    /** The connector goes while the kernel scans for something, and comes back. */
    private void hangs(Supplier<Attachment> attach) {
        world.fabric().latencies(Latencies.lab().withScan(SCAN));
        Task<Attachment> task = world.fork(attach);
        world.pass(Duration.ofSeconds(1));
        world.simulated().run(() -> world.mortise().connectorGoes());
        assertThrows(VolumeException.class, task::result);
        world.simulated().run(() -> world.mortise().connectorComes());
        world.fabric().latencies(Latencies.lab());
    }

    private void answered() {
        world.pass(SCAN.plus(LONG));
    }

    private int scans() {
        return (int)
                world.calls(Call.WRITE).stream()
                        .filter(line -> line.call().subject().contains("/scan "))
                        .count();
    }
}
