// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.engine;

import static org.junit.Assert.assertEquals;

import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Owner;
import io.mortise.api.VolumeDevice;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.Intent;
import io.mortise.engine.journal.Proven;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.world.ThingWork;
import io.mortise.engine.world.World;
import io.mortise.simulator.SimulatedHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

public class AttachmentEventsTest {
    private static final AttachmentId ID = AttachmentId.of(7);
    private static final Wwid WWID = new Wwid("36001405000000000000000000000001");

    private final List<String> told = new ArrayList<>();

    /** Takes down what is posted. */
    private final class Taken implements EventAdmin {
        @Override
        public void postEvent(Event event) {
            told.add(
                    event.getTopic()
                            + " "
                            + event.getProperty("state")
                            + " "
                            + event.getProperty("size"));
        }

        @Override
        public void sendEvent(Event event) {
            throw new AssertionError("sending waits for whoever listens");
        }
    }

    private static TrailImage image(AttachmentState state, long size) {
        var device = new VolumeDevice("/dev/dm-0", "/dev/dm-0", Optional.empty(), size);
        var proven = new Proven(Optional.of(WWID), device, List.of(), List.of(), "");
        var intent =
                new Intent(
                        "boot", Instant.EPOCH, new Owner("test"), "thing", Map.of(), Set.of("a"));
        return new TrailImage(
                ID,
                intent,
                List.of(),
                Optional.of(proven),
                state,
                "",
                Optional.empty(),
                Optional.empty());
    }

    @Test
    public void aVolumeThatGrewSinceAStartIsToldAsThatAndNotAsAttached() {
        try (World world = new World(1)) {
            world.with(
                    core -> {
                        core.engine().attach(ThingWork.of(world.host(), "s/a"));
                        return core;
                    });
            world.call(
                    () -> {
                        var engine = new EngineComponent(world.host(), Map.of());
                        var events = new AttachmentEvents(engine);
                        events.addEventAdmin(new Taken());
                        TrailImage there = engine.core().trails().get(0);
                        TrailImage grown = image(AttachmentState.ATTACHED, 128);
                        events.changed(
                                new TrailImage(
                                        there.id(),
                                        grown.intent(),
                                        List.of(),
                                        grown.proven(),
                                        AttachmentState.ATTACHED,
                                        there.detail(),
                                        Optional.empty(),
                                        Optional.empty()));
                        events.deactivate();
                        engine.deactivate();
                        return told;
                    });
        }
        assertEquals(List.of("io/mortise/attachment/EXTENDED ATTACHED 128"), told);
    }

    @Test
    public void aVolumeThatGrewIsToldAsExtendedOnceAndWithItsNewSize() {
        try (SimulatedHost host = SimulatedHost.virtual(1)) {
            host.call(
                    () -> {
                        var engine = new EngineComponent(host.host(), Map.of());
                        var events = new AttachmentEvents(engine);
                        events.addEventAdmin(new Taken());
                        events.changed(image(AttachmentState.ATTACHED, 64));
                        events.changed(image(AttachmentState.ATTACHED, 64));
                        events.changed(image(AttachmentState.ATTACHED, 128));
                        events.changed(image(AttachmentState.ATTACHED, 128));
                        events.changed(image(AttachmentState.DEGRADED, 256));
                        events.ended(image(AttachmentState.DEGRADED, 256));
                        events.deactivate();
                        engine.deactivate();
                        return true;
                    });
        }
        String topic = "io/mortise/attachment/";
        // one whose state changes with its size is told by its state
        assertEquals(
                List.of(
                        topic + "ATTACHED ATTACHED 64",
                        topic + "EXTENDED ATTACHED 128",
                        topic + "DEGRADED DEGRADED 256",
                        topic + "DETACHED DETACHED 256"),
                told.stream().distinct().toList());
        assertEquals("each once: " + told, told.stream().distinct().count(), told.size());
    }
}
