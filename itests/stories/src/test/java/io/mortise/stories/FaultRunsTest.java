// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.Test;

/**
 * Seeded combinations of faults. {@code -Dmortise.runs=N} for how many, {@code
 * -Dmortise.runs.from=N} for the first number, {@code -Dmortise.run=N} for one alone, with its
 * transcript in case it fails. What came of it stands in {@code target/fault-runs.txt} as well.
 */
public class FaultRunsTest {
    private static final int FEW = 24;
    private static final int RUNS = Integer.getInteger("mortise.runs", FEW);
    private static final long FROM = Long.getLong("mortise.runs.from", 1);
    // a map left for a disk that was the volume's own; a stranger's disk in the way of a detach; a
    // stranger's session taken for ours, since it could not be read
    private static final List<Long> KEPT = List.of(10314L, 16129L, 239966L);

    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicLong faults = new AtomicLong();

    private void run(long seed) {
        var run = new FaultRun(seed);
        Optional<String> failure = run.run();
        failure.ifPresent(wrong::add);
        runs.incrementAndGet();
        faults.addAndGet(run.faults());
    }

    // the story of each number is its own: they share nothing but the machine they run on
    private void runAll(long from, int count) throws ExecutionException, InterruptedException {
        int threads = count <= FEW ? 1 : Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> all = new ArrayList<>();
        LongStream.range(from, from + count).forEach(seed -> all.add(pool.submit(() -> run(seed))));
        for (Future<?> one : all) {
            one.get();
        }
        pool.shutdown();
    }

    @Test
    public void whateverGoesWrongTogetherNothingIsLeftInTheEnd() throws Exception {
        Long one = Long.getLong("mortise.run");
        if (one == null) {
            KEPT.forEach(this::run);
            runAll(FROM, RUNS);
        } else {
            runAll(one, 1);
        }
        assertTrue("no fault struck", faults.get() > 0);
        String figures = runs + " runs, " + faults + " faults, " + wrong.size() + " failures\n";
        Files.writeString(Path.of("target", "fault-runs.txt"), figures + String.join("\n", wrong));
        assertEquals(figures + String.join("\n", wrong), 0, wrong.size());
    }

    @Test
    public void theSameNumberGivesTheSameRun() {
        var once = new FaultRun(8);
        var again = new FaultRun(8);
        assertEquals(once.run(), again.run());
        assertTrue("" + once.faults(), once.faults() > 0);
        assertEquals(once.transcript(), again.transcript());
    }
}
