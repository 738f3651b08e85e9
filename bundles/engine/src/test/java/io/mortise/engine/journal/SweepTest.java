// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.machine.Tree;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** What crashes leave beside the trails. */
public class SweepTest {
    private static final String DIRECTORY = "/var/lib/mortise/journal";

    private final SimulatedHost simulated = SimulatedHost.virtual(1);
    private final Tree tree = simulated.computer().tree();

    @After
    public void close() {
        simulated.close();
    }

    private void sweep() {
        Host host = simulated.host();
        simulated.run(
                () -> {
                    try (Journal journal = Journal.open(host.files(), host.identity(), DIRECTORY)) {
                        journal.sweep();
                    }
                });
    }

    private List<String> left() {
        return tree.list(DIRECTORY).stream().filter(n -> !n.equals("directory.lock")).toList();
    }

    @Test
    public void halfWrittenFilesAndMarksOfOperationsThatAreOverGo() {
        for (String name : List.of("aaaaaaaaaa.tmp", "aaaaaaaaaa.lock", "bbbbbbbbbb.lock")) {
            tree.file(DIRECTORY + "/" + name, "");
        }
        sweep();
        assertEquals(List.of(), left());
    }

    @Test
    public void trailsWithTheirMarksAndWhatIsNoneOfOursStay() {
        List<String> others = List.of("aaaaaaaaaa.lock", "aaaaaaaaaa.trail", "kept.by.hand");
        others.forEach(name -> tree.file(DIRECTORY + "/" + name, "as it was"));
        sweep();
        assertEquals(others, left());
    }

    @Test
    public void theMarkOfAnOperationThatRunsStays() {
        String mark = DIRECTORY + "/aaaaaaaaaa.lock";
        tree.file(mark, "");
        simulated.run(
                () -> {
                    Held held = simulated.another().files().tryLock(mark, Access.EXCLUSIVE).get();
                    assertTrue(held != null);
                });
        sweep();
        assertEquals(List.of("aaaaaaaaaa.lock"), left());
    }
}
