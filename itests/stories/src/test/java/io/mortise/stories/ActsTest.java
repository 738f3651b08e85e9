// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertTrue;

import io.mortise.stories.Acts.Act;
import org.junit.Test;

public class ActsTest {
    @Test
    public void eachGoesWellWhereNothingGoesWrongAndLeavesNothingAfterADetachOfAll() {
        for (Act act : Acts.ALL) {
            try (var world = new World(1)) {
                act.prologue().accept(world);
                int before = world.simulated().host().calls();
                act.act().accept(world);
                int calls = world.simulated().host().calls() - before;
                assertTrue(act + " makes only " + calls + " calls", calls > 50);
                world.list().forEach(world::detach);
                world.verify(act.name());
            }
        }
    }
}
