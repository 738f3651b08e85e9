// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.Test;

/**
 * Several volumes on the same sessions are attached, extended and detached at once, while paths
 * come and go and Mortise is configured, stopped, killed and started, in an order that a seed
 * draws. {@code -Dmortise.schedules=N} for how many, {@code -Dmortise.schedules.from=N} for the
 * first number, {@code -Dmortise.schedule=N} for one alone, with its transcript in case it fails.
 */
public class InterleavingTest {
    private static final int FEW = 5;
    private static final int RUNS = Integer.getInteger("mortise.schedules", FEW);
    private static final long FROM = Long.getLong("mortise.schedules.from", 1);

    @Test
    public void inWhateverOrderNobodyIsInAnothersWay() {
        Long one = Long.getLong("mortise.schedule");
        List<Long> seeds =
                one == null ? LongStream.range(FROM, FROM + RUNS).boxed().toList() : List.of(one);
        List<String> wrong =
                Parallel.failures(
                        seeds,
                        seed -> new Interleaving(seed).run(one != null),
                        seed ->
                                "mvn -f itests/stories/pom.xml test -Dtest=InterleavingTest"
                                        + " -Dmortise.schedule="
                                        + seed);
        assertTrue(
                wrong.size() + " of " + seeds.size() + "\n" + String.join("\n", wrong),
                wrong.isEmpty());
    }
}
