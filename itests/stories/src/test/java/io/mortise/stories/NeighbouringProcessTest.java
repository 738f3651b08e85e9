// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.simulator.jvm.Fault;
import org.junit.Test;

/** Two processes with Mortise, each with a journal of its own, that use the same sessions. */
public class NeighbouringProcessTest {
    @Test
    public void theLastOfTwoProcessesClosesTheSessionsWhicheverOfThemOpenedThem() {
        try (var world = new World(1)) {
            var first = new Neighbour(world, "first", call -> Fault.PASS);
            var last = new Neighbour(world, "last", call -> Fault.PASS);
            world.simulated()
                    .run(
                            () -> {
                                first.start();
                                last.start();
                                Attachment opened = attach(first, 1);
                                Attachment joined = attach(last, 2);
                                detach(first, opened);
                                assertEquals(4, world.fabric().leftovers().sessions().size());
                                detach(last, joined);
                                first.stop();
                                last.stop();
                            });
            world.settled();
            assertTrue(world.fabric().leftovers().toString(), world.fabric().leftovers().isEmpty());
        }
    }

    private static Attachment attach(Neighbour process, int lun) {
        return process.call(() -> process.mortise().attach(World.lun(lun)));
    }

    private static void detach(Neighbour process, Attachment one) {
        process.call(() -> process.mortise().detach(one.id()));
    }
}
