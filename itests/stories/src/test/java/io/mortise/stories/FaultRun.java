// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import io.mortise.simulator.jvm.Transcript;
import io.mortise.stories.Acts.Act;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** One act with two to five faults, all of which follow from one number. */
final class FaultRun implements Faults {
    // how many calls of each operation an act makes
    private static final Map<Act, Map<String, Integer>> COUNTS = new ConcurrentHashMap<>();

    /** From the first to the last call of an operation. */
    private record Outage(String operation, int first, int last) {
        boolean strikes(Call call, int number) {
            return operation.equals(call.operation()) && first <= number && number <= last;
        }
    }

    private final long seed;
    private final SplittableRandom chance;
    private final Act act;
    private final boolean stranger;
    private final List<Outage> outages = new ArrayList<>();
    private final Map<String, Integer> made = new HashMap<>();
    private final List<Call> struck = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private List<Transcript.Line> lines = List.of();

    FaultRun(long seed) {
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.act = Acts.ALL.get(chance.nextInt(Acts.ALL.size()));
        this.stranger = chance.nextBoolean();
        Map<String, Integer> counts = COUNTS.computeIfAbsent(act, FaultRun::counts);
        List<String> operations = counts.keySet().stream().sorted().toList();
        int faults = 2 + chance.nextInt(4);
        for (int i = 0; i < faults; i++) {
            String operation = operations.get(chance.nextInt(operations.size()));
            // some beyond the last: a fault brings calls that are not made else
            int first = chance.nextInt(counts.get(operation) * 5 / 4 + 2);
            int more = chance.nextInt(10) < 7 ? 0 : 1 + chance.nextInt(4);
            outages.add(new Outage(operation, first, first + more));
        }
    }

    private static Map<String, Integer> counts(Act act) {
        var counts = new HashMap<String, Integer>();
        Faulty.calls(act, 1).forEach(call -> counts.merge(call.operation(), 1, Integer::sum));
        return counts;
    }

    @Override
    public Fault of(Call call) {
        int number = made.merge(call.operation(), 1, Integer::sum) - 1;
        if (outages.stream().noneMatch(outage -> outage.strikes(call, number))) {
            return Fault.PASS;
        }
        List<Fault> ways = Faulty.ways(call);
        Fault fault = ways.get(chance.nextInt(ways.size()));
        struck.add(call);
        told.add(fault.kind() + " " + fault.failure() + " " + fault.delay() + " " + call);
        return fault;
    }

    /** What went wrong; empty if all that has to be so is. */
    Optional<String> run() {
        var world = new World(seed);
        try {
            if (stranger) {
                Acts.strangerComes(world);
            }
            Faulty.run(world, act, this, struck);
            return Optional.empty();
        } catch (AssertionError | RuntimeException failure) {
            return Optional.of(
                    "run %d, %s%s: %s\n    %s\n  alone: mvn -f itests/stories/pom.xml test -Dtest=FaultRunsTest -Dmortise.run=%d%s"
                            .formatted(
                                    seed,
                                    act,
                                    stranger ? " beside a stranger" : "",
                                    Faulty.describe(failure),
                                    String.join("\n    ", told),
                                    seed,
                                    Long.getLong("mortise.run") == null
                                            ? ""
                                            : "\n" + world.simulated().transcript().text()));
        } finally {
            lines = world.simulated().transcript().lines();
            world.close();
        }
    }

    /** All calls to the host, once it has run. */
    String transcript() {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** How many calls went wrong. */
    int faults() {
        return struck.size();
    }
}
