// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.engine.world.ThingWork;
import io.mortise.engine.world.World;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Test;

/** An engine is replaced while an operation of it hangs in the host for longer than it waits. */
public class LeavingTest {
    private static final Duration HANGS = Duration.ofMinutes(2);

    private static List<String> contents(World world) {
        return world.trails().stream()
                .map(name -> world.tree().read(World.JOURNAL + "/" + name).orElseThrow())
                .toList();
    }

    /** What the engine that hangs leaves in the journal stays so when it comes out. */
    private static void leaves(World world, String hanging, Consumer<EngineCore> operation) {
        EngineCore gone =
                world.call(
                        () -> {
                            EngineCore core = world.engine();
                            world.simulated()
                                    .faults(
                                            call ->
                                                    call.text().startsWith(hanging)
                                                            ? Fault.late(HANGS)
                                                            : Fault.PASS);
                            world.host().tasks().fork("operation", () -> run(core, operation));
                            return core;
                        });
        world.simulated().pass(Duration.ofSeconds(1));
        world.call(
                () -> {
                    gone.close();
                    return true;
                });
        world.simulated().faults(Faults.NONE);
        List<String> left = contents(world);
        assertEquals(1, left.size());
        world.simulated().pass(HANGS.multipliedBy(2));
        assertEquals(left, contents(world));
    }

    private static boolean run(EngineCore core, Consumer<EngineCore> operation) {
        operation.accept(core);
        return true;
    }

    @Test
    public void anAttachThatComesOutWhenItsEngineIsGoneWritesNothingAndIsUndoneByTheNext() {
        try (var world = new World(1)) {
            String making = Call.OPEN + " /world/thing.disk/a";
            leaves(world, making, core -> core.engine().attach(ThingWork.of(world.host(), "s/a")));
            assertEquals(List.of(), world.with(core -> core.attachments().list()));
            assertEquals(List.of(), world.things());
            assertEquals(List.of(), world.trails());
        }
    }

    @Test
    public void aDetachThatComesOutWhenItsEngineIsGoneWritesNothingAndIsFinishedByTheNext() {
        try (var world = new World(2)) {
            Attachment attachment =
                    world.with(core -> core.engine().attach(ThingWork.of(world.host(), "s/a")));
            String removing = Call.REMOVE + " /world/thing.disk/a";
            leaves(world, removing, core -> World.detach(core, attachment.id(), DetachMode.SAFE));
            assertEquals(List.of(), world.with(core -> core.attachments().list()));
            assertEquals(List.of(), world.things());
            assertEquals(List.of(), world.trails());
        }
    }

    @Test
    public void theNextEngineKeepsWhatItWritesMeanwhile() {
        try (var world = new World(3)) {
            Attachment attachment =
                    world.with(core -> core.engine().attach(ThingWork.of(world.host(), "s/a")));
            world.stick("map-a");
            String looking = Call.EXISTS + " /world/stuck/map-a";
            leaves(world, looking, core -> World.detach(core, attachment.id(), DetachMode.FORCED));
            Attachment now = world.with(core -> core.attachments().list().get(0));
            assertEquals(attachment.id(), now.id());
            assertTrue(now.toString(), now.state() == AttachmentState.LEFTOVER);
        }
    }
}
