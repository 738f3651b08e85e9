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
import io.mortise.simulator.jvm.CrashPlan.Children;
import java.time.Duration;
import org.junit.Test;

/** The bundles are stopped. */
public class DeactivationTest extends Story {
    private static final Duration GRACE = Duration.ofSeconds(20);

    @Test
    public void aStopDuringAnAttachWalksItBackWithinTheGrace() {
        for (int millis = 2; millis < 1200; millis += 71) {
            try (var fresh = new World(millis)) {
                Task<Attachment> attach = fresh.fork(() -> fresh.mortise().attach(lun(1)));
                fresh.pass(Duration.ofMillis(millis));
                Duration took = fresh.time(fresh::stop);
                assertTrue(took.toString(), took.compareTo(GRACE) <= 0);
                assertTrue("after " + millis + " ms", attach.done());
                var stopped = assertThrows(VolumeException.class, attach::result);
                assertEquals(stopped.describe(), Reason.CANCELLED, stopped.reason());
                assertEquals(stopped.describe(), 0, stopped.left().size());
                fresh.verify(millis + " ms");
            }
        }
    }

    @Test
    public void aDiskThatTheKernelBringsUpAfterTheStopIsStillTakenAway() {
        for (int millis = 60; millis < 400; millis += 40) {
            try (var fresh = new World(millis)) {
                fresh.fabric().latencies(Latencies.lab().withScan(Duration.ofMillis(700)));
                Task<Attachment> attach = fresh.fork(() -> fresh.mortise().attach(lun(1)));
                fresh.pass(Duration.ofMillis(millis));
                fresh.stop();
                var stopped = assertThrows(VolumeException.class, attach::result);
                assertEquals(stopped.describe(), 0, stopped.left().size());
                fresh.verify(millis + " ms");
            }
        }
    }

    @Test
    public void aStopDuringADetachLeavesItToTheNextStart() {
        for (int millis = 2; millis < 330; millis += 41) {
            try (var fresh = new World(millis)) {
                Attachment attachment = fresh.attach(lun(1));
                fresh.fork(() -> fresh.mortise().detach(attachment.id()));
                fresh.pass(Duration.ofMillis(millis));
                Duration took = fresh.time(fresh::stop);
                assertTrue(took.toString(), took.compareTo(GRACE) <= 0);
                fresh.restart(Children.LIVE_ON);
                for (Attachment still : fresh.list()) {
                    assertEquals(millis + " ms", AttachmentState.ATTACHED, still.state());
                    fresh.detach(still);
                }
                fresh.verify(millis + " ms");
            }
        }
    }

    @Test
    public void aStopDuringALoginToASilentPortalStaysWithinTheGrace() {
        world.portal(0).silence();
        Task<Attachment> attach = world.fork(() -> world.mortise().attach(lun(1)));
        world.pass(Duration.ofSeconds(1));
        Duration took = world.time(world::stop);
        assertTrue(took.toString(), took.compareTo(GRACE) <= 0);
        assertThrows(VolumeException.class, attach::result);
    }

    @Test
    public void noOperationBeginsAfterAStop() {
        Mortise mortise = world.mortise();
        world.stop();
        var refused =
                assertThrows(VolumeException.class, () -> world.call(() -> mortise.attach(lun(1))));
        assertEquals(Reason.CANCELLED, refused.reason());
        assertEquals(0, world.commands().size());
    }

    @Test
    public void aStopLeavesWhatIsAttachedAloneAndTheNextStartFindsIt() {
        Attachment attachment = world.attach(lun(1));
        var before = world.fabric().leftovers();
        world.stop();
        assertEquals(before, world.fabric().leftovers());
        world.restart(Children.LIVE_ON);
        assertEquals(attachment.id(), world.list().get(0).id());
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        world.detach(attachment);
    }
}
