// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Task;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;

/** The same baton on the real clock: what comes before what, never how long it takes. */
public class PacedTimeTest {
    private static final Duration SHORT = Duration.ofMillis(2);

    private final Party party = new Party("jvm");
    private final Baton baton = Baton.paced(1);
    private final Tasks tasks = baton.tasks(party, 1);

    @After
    public void close() {
        baton.close();
    }

    private void pause() {
        tasks.await(tasks.signal("pause"), 0, tasks.deadline(SHORT));
    }

    @Test
    public void timeGoesByItself() {
        long before = tasks.nanos();
        pause();
        assertTrue(tasks.nanos() - before >= SHORT.toNanos());
    }

    @Test
    public void eventsHappenInOrder() {
        List<String> seen = new ArrayList<>();
        Signal both = tasks.signal("both");
        baton.schedule().after(SHORT.multipliedBy(2), "late", () -> note(seen, "late", both));
        baton.schedule().after(SHORT, "early", () -> note(seen, "early", both));
        assertTrue(tasks.await(both, 1, Deadline.never(tasks)));
        assertEquals(List.of("early", "late"), tasks.atomically(() -> List.copyOf(seen)));
    }

    private static void note(List<String> seen, String what, Signal signal) {
        seen.add(what);
        signal.raise();
    }

    @Test
    public void beatsOfDaemonsDoHappen() {
        Signal beats = tasks.signal("beats");
        tasks.start(
                "daemon",
                TaskKind.DAEMON,
                () -> {
                    while (true) {
                        pause();
                        beats.raise();
                    }
                });
        assertTrue(tasks.await(beats, 2, Deadline.never(tasks)));
    }

    @Test
    public void aThreadFromOutsideForksAndJoins() {
        Task<Integer> task = tasks.fork("answer", () -> 42);
        assertTrue(task.join(Deadline.never(tasks)));
        assertEquals(42, (int) task.result().orElseThrow());
    }

    @Test
    public void threadsFromOutsideTakeTurnsWithTasks() throws InterruptedException {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        Supplier<Integer> alone =
                () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    return inside.decrementAndGet();
                };
        List<Thread> outside = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            outside.add(new Thread(() -> often(alone), "outside " + i));
        }
        List<Task<Boolean>> forked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            forked.add(tasks.fork("task " + i, () -> often(alone)));
        }
        outside.forEach(Thread::start);
        for (Thread thread : outside) {
            thread.join();
        }
        assertTrue(tasks.join(forked, Deadline.never(tasks)));
        assertEquals(1, most.get());
    }

    private boolean often(Supplier<Integer> body) {
        for (int i = 0; i < 200; i++) {
            assertEquals(0, (int) baton.inside(body));
        }
        return true;
    }

    @Test
    public void aTaskThatHangsOutsideDoesNotKeepTheBatonFromTheOneItWaitsFor()
            throws InterruptedException {
        var containerLock = new CountDownLatch(1);
        Task<Boolean> hanging =
                tasks.fork(
                        "hanging",
                        () -> {
                            awaitUninterrupted(containerLock);
                            return true;
                        });
        // this needs the baton, and only then frees what the holder of the baton waits for
        pause();
        containerLock.countDown();
        assertTrue(hanging.join(Deadline.never(tasks)));
        assertTrue(hanging.result().orElseThrow());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void anInterruptedThreadFromOutsideStillWaitsAndKeepsItsFlag() {
        Thread.currentThread().interrupt();
        Task<Integer> task = tasks.fork("answer", () -> 42);
        assertTrue(task.join(Deadline.never(tasks)));
        assertTrue(Thread.interrupted());
    }

    @Test
    public void closingEndsDaemonsAndRefusesNewTasks() {
        Signal begun = tasks.signal("begun");
        List<String> seen = new ArrayList<>();
        tasks.start("watcher", TaskKind.DAEMON, () -> watch(begun, seen));
        tasks.await(begun, 0, Deadline.never(tasks));
        baton.close();
        assertEquals(List.of("out"), seen);
        assertThrows(IllegalStateException.class, () -> tasks.fork("late", () -> 1));
    }

    private void watch(Signal begun, List<String> seen) {
        begun.raise();
        try {
            tasks.await(tasks.signal("never"), 0, Deadline.never(tasks));
        } finally {
            seen.add("out");
        }
    }
}
