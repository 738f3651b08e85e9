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

/** The connector's bundle is stopped, replaced, started, while the engine runs. */
public class ConnectorGoesTest extends Story {
    private static final Duration GRACE = Duration.ofSeconds(5);
    // after the grace: what was cut off comes out, and what it held is let go
    private static final Duration CUT_OFF = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    public void anAttachIsWalkedBackBeforeItsConnectorGoes() {
        for (int millis = 2; millis < 1200; millis += 71) {
            try (var fresh = new World(millis)) {
                Task<Attachment> attach = fresh.fork(() -> fresh.mortise().attach(lun(1)));
                fresh.pass(Duration.ofMillis(millis));
                goes(fresh);
                assertTrue("after " + millis + " ms", attach.done());
                var stopped = assertThrows(VolumeException.class, attach::result);
                assertEquals(stopped.describe(), Reason.CANCELLED, stopped.reason());
                assertTrue(stopped.describe(), stopped.describe().contains("connector of iscsi"));
                assertEquals(stopped.describe(), 0, stopped.left().size());
                assertTrue(millis + " ms: " + fresh.ours(), fresh.ours().isEmpty());
                comes(fresh);
                fresh.detach(fresh.attach(lun(1)));
                fresh.verify(millis + " ms");
            }
        }
    }

    @Test
    public void aDetachUnderWayIsFinishedWhenItsConnectorReturns() {
        for (int millis = 2; millis < 330; millis += 41) {
            try (var fresh = new World(millis)) {
                Attachment attachment = fresh.attach(lun(1));
                Task<?> detach = fresh.fork(() -> fresh.mortise().detach(attachment.id()));
                fresh.pass(Duration.ofMillis(millis));
                goes(fresh);
                assertTrue("after " + millis + " ms", detach.done());
                comes(fresh);
                for (Attachment still : fresh.list()) {
                    assertEquals(
                            millis + " ms: " + still.detail() + still.paths(),
                            AttachmentState.ATTACHED,
                            still.state());
                    fresh.detach(still);
                }
                fresh.verify(millis + " ms");
            }
        }
    }

    @Test
    public void whatIsAttachedStaysAsItIsAndWaitsForItsConnector() {
        Attachment attachment = world.attach(lun(1));
        var before = world.fabric().leftovers();
        goes(world);
        assertEquals(before, world.fabric().leftovers());
        Attachment waiting = world.list().get(0);
        assertEquals(attachment.id(), waiting.id());
        assertEquals(AttachmentState.WAITING, waiting.state());
        assertTrue(waiting.detail(), waiting.detail().startsWith("waiting for iscsi."));
        assertEquals(Reason.NOT_FOUND, world.refusal(attachment).reason());
        world.pass(LONG);
        assertEquals(before, world.fabric().leftovers());
        comes(world);
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        assertEquals(before, world.fabric().leftovers());
        world.detach(attachment);
    }

    @Test
    public void pathsThatAreStillComingUpAreGivenUpBeforeTheirConnectorGoes() {
        world.set("path.grace", 1).set("stop.grace", 20).set("login.timeout", 10);
        world.portal(3).silence();
        Attachment attachment = world.attach(lun(1));
        goes(world);
        comes(world);
        assertEquals(AttachmentState.DEGRADED, world.list().get(0).state());
        assertEquals(3, world.ours().sessions().size());
        world.detach(attachment);
    }

    @Test
    public void nothingOfAProtocolBeginsWhileItsConnectorGoes() {
        world.fabric().latencies(Latencies.lab().withScan(Duration.ofSeconds(2)));
        Task<Attachment> attach = world.fork(() -> world.mortise().attach(lun(1)));
        world.pass(Duration.ofSeconds(1));
        world.fork(
                () -> {
                    world.mortise().connectorGoes();
                    return true;
                });
        world.pass(Duration.ofMillis(10));
        VolumeException refused = world.refusal(lun(2));
        assertEquals(refused.describe(), Reason.CANCELLED, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("connector of iscsi"));
        world.pass(Duration.ofSeconds(10));
        assertThrows(VolumeException.class, attach::result);
        comes(world);
        world.detach(world.attach(lun(2)));
    }

    @Test
    public void aLoginThatOutlastsTheGraceIsFoundWhenTheConnectorReturns() {
        outlasting();
        Task<Attachment> attach = world.fork(() -> world.mortise().attach(lun(1)));
        world.pass(Duration.ofSeconds(1));
        Duration took = world.time(() -> run(world, () -> world.mortise().connectorGoes()));
        assertTrue(took.toString(), took.compareTo(GRACE.plus(CUT_OFF)) <= 0);
        assertTrue(attach.done());
        var stopped = assertThrows(VolumeException.class, attach::result);
        assertEquals(stopped.describe(), Reason.CANCELLED, stopped.reason());
        assertEquals(AttachmentState.WAITING, world.list().get(0).state());
        comes(world);
        world.pass(LONG);
        assertEquals(0, world.list().size());
    }

    @Test
    public void aLoginThatOutlastsTheGraceIsFoundAtTheNextStart() {
        outlasting();
        Task<Attachment> attach = world.fork(() -> world.mortise().attach(lun(1)));
        world.pass(Duration.ofSeconds(1));
        Duration took = world.time(world::stop);
        assertTrue(took.toString(), took.compareTo(GRACE.plus(CUT_OFF)) <= 0);
        var stopped = assertThrows(VolumeException.class, attach::result);
        assertEquals(stopped.describe(), Reason.CANCELLED, stopped.reason());
        assertEquals(1, world.trails().size());
        world.restart(Children.LIVE_ON);
        world.mortise();
        world.pass(LONG);
        assertEquals(0, world.list().size());
    }

    // one portal is silent for a minute, and a stop waits for five seconds
    private void outlasting() {
        world.set("login.timeout", 60).set("stop.grace", GRACE.toSeconds());
        world.portal(0).silence();
    }

    private static void goes(World world) {
        Duration took = world.time(() -> run(world, () -> world.mortise().connectorGoes()));
        assertTrue(took.toString(), took.compareTo(Duration.ofSeconds(20)) <= 0);
    }

    private static void comes(World world) {
        run(world, () -> world.mortise().connectorComes());
    }

    private static void run(World world, Runnable body) {
        world.call(
                () -> {
                    body.run();
                    return true;
                });
    }
}
