// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Task;
import io.mortise.host.TaskKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Test;

public class LinuxTasksTest {
    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final Deadline ample = tasks.deadline(Duration.ofSeconds(30));

    @After
    public void close() {
        tasks.close();
    }

    @Test
    public void aWaiterIsWokenByTheSignal() {
        Signal signal = tasks.signal("s");
        Task<Boolean> waiter = tasks.fork("waiter", () -> tasks.await(signal, 0, ample));
        signal.raise();
        assertTrue(waiter.join(ample));
        assertEquals(Optional.of(true), waiter.result());
    }

    @Test
    public void aSignalRaisedBeforeTheWaitIsNotLost() {
        Signal signal = tasks.signal("s");
        signal.raise();
        assertTrue(tasks.await(signal, 0, Deadline.never(tasks)));
        assertEquals(1, signal.count());
    }

    @Test
    public void aWaitOnAPassedDeadlineEndsAtOnce() {
        Signal signal = tasks.signal("s");
        assertFalse(tasks.await(signal, 0, tasks.deadline(Duration.ZERO)));
    }

    @Test
    public void aWaitEndsWhenItsTimeHasCome() {
        Signal signal = tasks.signal("s");
        Deadline soon = tasks.deadline(Duration.ofMillis(5));
        assertFalse(tasks.await(signal, 0, soon));
        assertTrue(soon.passed());
    }

    @Test
    public void expiringADeadlineEndsWaitsOnWhatWasDerivedFromIt() {
        Signal signal = tasks.signal("s");
        Deadline outer = Deadline.never(tasks);
        Deadline inner = outer.atMost(Duration.ofDays(1)).atMost(Duration.ofHours(1));
        Task<Boolean> waiter = tasks.fork("waiter", () -> tasks.await(signal, 0, inner));
        outer.expire();
        assertTrue(waiter.join(ample));
        assertEquals(Optional.of(false), waiter.result());
    }

    @Test
    public void anInterruptNeitherEndsAWaitNorIsForgotten() {
        Signal never = tasks.signal("never raised");
        Task<Boolean> waiter =
                tasks.fork(
                        "waiter",
                        () -> {
                            Deadline soon = tasks.deadline(Duration.ofMillis(20));
                            Thread.currentThread().interrupt();
                            boolean raised = tasks.await(never, 0, soon);
                            return !raised && soon.passed() && Thread.interrupted();
                        });
        assertTrue(waiter.join(ample));
        assertEquals(Optional.of(true), waiter.result());
    }

    // os-brick D.25
    @Test
    public void atomicBodiesExcludeOneAnotherAndMayBeNested() {
        var inside = new AtomicBoolean();
        var entered = new AtomicBoolean();
        var thread = new AtomicReference<Thread>();
        Task<Boolean> other =
                tasks.fork(
                        "other",
                        () -> {
                            thread.set(Thread.currentThread());
                            until(inside::get);
                            return tasks.atomically(() -> entered.getAndSet(true));
                        });
        until(() -> thread.get() != null);
        boolean alone =
                tasks.atomically(
                        () -> {
                            tasks.atomically(() -> true); // does not let the other in at its end
                            inside.set(true);
                            until(() -> entered.get() || isKeptOut(thread.get()));
                            return !entered.get();
                        });
        assertTrue("two were inside at once", alone);
        assertTrue(other.join(ample));
        assertTrue(entered.get());
    }

    private static boolean isKeptOut(Thread thread) {
        return thread.getState() == Thread.State.BLOCKED;
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    public void anAtomicBodyMayNeitherWaitNorFork() {
        Signal signal = tasks.signal("s");
        assertThrows(
                IllegalStateException.class,
                () -> tasks.atomically(() -> tasks.await(signal, 0, ample)));
        assertThrows(
                IllegalStateException.class,
                () -> tasks.atomically(() -> tasks.fork("t", () -> true)));
    }

    @Test
    public void whatATaskThrowsReachesWhoAsksForItsResult() {
        var thrown = new IllegalArgumentException("no");
        Task<String> task =
                tasks.fork(
                        "failing",
                        () -> {
                            throw thrown;
                        });
        assertTrue(task.join(ample));
        assertEquals(Optional.of(thrown), task.failure());
        assertEquals(thrown, assertThrows(IllegalArgumentException.class, task::result));
    }

    // os-brick D.24
    @Test
    public void anErrorInATaskReachesItsWaiterAndOneLineOfTheLog() {
        var log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            Task<String> task =
                    tasks.fork(
                            "broken",
                            () -> {
                                throw new AssertionError("broken as asked");
                            });
            assertTrue(task.join(ample));
            assertThrows(IllegalStateException.class, task::result);
            tasks.close();
        } finally {
            System.setErr(before);
        }
        String text = log.toString(StandardCharsets.UTF_8);
        assertEquals(text, 2, text.split("task broken ended", -1).length);
    }

    // os-brick D.25
    @Test
    public void joinTellsWhetherAllHaveEnded() {
        Signal go = tasks.signal("go");
        Task<Boolean> quick = tasks.fork("quick", () -> true);
        Task<Boolean> slow = tasks.fork("slow", () -> tasks.await(go, 0, ample));
        assertTrue(quick.join(ample));
        assertFalse(tasks.join(List.of(quick, slow), tasks.deadline(Duration.ZERO)));
        go.raise();
        assertTrue(tasks.join(List.of(quick, slow), ample));
    }

    @Test
    public void threadsAreNamedDaemonsAndUsedAgain() {
        Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Task<String> task =
                    tasks.fork(
                            "portal " + i,
                            () -> {
                                threads.add(Thread.currentThread());
                                assertTrue(Thread.currentThread().isDaemon());
                                return Thread.currentThread().getName();
                            });
            assertTrue(task.join(ample));
            names.add(task.result().orElseThrow());
        }
        assertEquals("mortise portal 7", names.get(7));
        assertTrue(threads.size() + " threads for 20 tasks", threads.size() < 20);
    }

    @Test
    public void closingWaitsForWhatIsUnderWayAndTakesNothingNew() {
        boolean[] ended = {false};
        Signal go = tasks.signal("go");
        tasks.start(
                "watch",
                TaskKind.DAEMON,
                () -> {
                    tasks.await(go, 0, ample);
                    tasks.atomically(() -> ended[0] = true);
                });
        go.raise();
        tasks.close();
        assertTrue(tasks.atomically(() -> ended[0]));
        var refused =
                assertThrows(IllegalStateException.class, () -> tasks.fork("late", () -> true));
        assertTrue(refused.getMessage(), refused.getMessage().contains("late"));
    }

    @Test
    public void closingLeavesAThreadThatHangsToItself() {
        var impatient = new LinuxTasks(Duration.ZERO);
        Signal go = impatient.signal("go");
        Task<Boolean> hanging =
                impatient.fork("hanging", () -> impatient.await(go, 0, Deadline.never(impatient)));
        impatient.close();
        assertFalse(hanging.done());
        go.raise();
        assertTrue(hanging.join(impatient.deadline(Duration.ofSeconds(30))));
    }

    @Test
    public void numbersAreDrawnAnew() {
        assertNotEquals(tasks.random(), tasks.random());
        assertTrue(tasks.nanos() <= tasks.nanos());
        assertTrue(tasks.now().isAfter(Instant.parse("2026-01-01T00:00:00Z")));
    }
}
