// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.Test;

/**
 * Two processes with journals of their own attach, extend and detach their volumes over the same
 * sessions at once; one of them may be killed and started again. {@code -Dmortise.processes=N} for
 * how many schedules, {@code -Dmortise.processes.from=N} for the first number, {@code
 * -Dmortise.processes.one=N} for one alone, with its transcript in case it fails.
 */
public class TwoProcessesTest {
    private static final int FEW = 14;
    // left a session to nobody, twice; a login begun late by an iscsiadm that outlived its JVM; a
    // record that another attachment used by the time its lock was had
    private static final List<Long> KEPT = List.of(18L, 317L, 1419L, 2923L);
    private static final int RUNS = Integer.getInteger("mortise.processes", FEW);
    private static final long FROM = Long.getLong("mortise.processes.from", 1);

    @Test
    public void neitherOfTwoProcessesTakesWhatTheOtherUses() {
        Long one = Long.getLong("mortise.processes.one");
        List<Long> drawn = LongStream.range(FROM, FROM + RUNS).boxed().toList();
        List<Long> seeds =
                one == null
                        ? Stream.concat(KEPT.stream(), drawn.stream()).distinct().toList()
                        : List.of(one);
        List<String> wrong =
                Parallel.failures(
                        seeds,
                        seed -> new TwoProcesses(seed).run(one != null),
                        seed ->
                                "mvn -f itests/stories/pom.xml test -Dtest=TwoProcessesTest"
                                        + " -Dmortise.processes.one="
                                        + seed);
        assertTrue(
                wrong.size() + " of " + seeds.size() + "\n" + String.join("\n", wrong),
                wrong.isEmpty());
    }
}
