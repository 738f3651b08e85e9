// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.SharedLock;
import io.mortise.host.Signal;
import io.mortise.host.Task;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;

public class VirtualTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Party party = new Party("jvm");
    private Baton baton = Baton.virtual(1);
    private Tasks tasks = baton.tasks(party, 1);

    @After
    public void close() {
        baton.close();
    }

    private void again(long seed) {
        baton.close();
        baton = Baton.virtual(seed);
        tasks = baton.tasks(party, seed);
    }

    private void run(Runnable body) {
        call(
                () -> {
                    body.run();
                    return true;
                });
    }

    private <T> T call(Supplier<T> body) {
        return baton.run(party, "main", body).orElseThrow();
    }

    private void pause(Duration time) {
        tasks.await(tasks.signal("pause"), 0, tasks.deadline(time));
    }

    @Test
    public void timeJumpsToWhatIsWaitedFor() {
        run(
                () -> {
                    pause(Duration.ofHours(3));
                    assertEquals(Duration.ofHours(3).toNanos(), tasks.nanos());
                });
    }

    @Test
    public void eventsHappenInTheOrderOfTimeThenOfPlanning() {
        List<String> seen = new ArrayList<>();
        baton.schedule().after(SECOND, "b", () -> seen.add("b"));
        baton.schedule().after(SECOND, "c", () -> seen.add("c"));
        baton.schedule().after(Duration.ZERO, "a", () -> seen.add("a"));
        run(() -> pause(SECOND.multipliedBy(2)));
        assertEquals(List.of("a", "b", "c"), seen);
    }

    @Test
    public void aForgottenEventDoesNotHappenAndDoesNotHoldTimeUp() {
        List<String> seen = new ArrayList<>();
        baton.schedule().after(SECOND, "a", () -> seen.add("a")).run();
        Signal never = tasks.signal("never");
        assertThrows(Deadlock.class, () -> run(() -> tasks.await(never, 0, Deadline.never(tasks))));
        assertEquals(List.of(), seen);
    }

    @Test
    public void aSignalBeforeTheWaitIsNotLost() {
        run(
                () -> {
                    Signal signal = tasks.signal("s");
                    long seen = signal.count();
                    signal.raise();
                    assertTrue(tasks.await(signal, seen, Deadline.never(tasks)));
                    assertEquals(0, tasks.nanos());
                });
    }

    @Test
    public void aWaitEndsAtItsDeadlineWithoutTheSignal() {
        run(() -> assertFalse(tasks.await(tasks.signal("s"), 0, tasks.deadline(SECOND))));
    }

    @Test
    public void expiringADeadlineWakesWhoWaitsOnItAndOnWhatWasDerivedFromIt() {
        run(
                () -> {
                    Deadline parent = Deadline.never(tasks);
                    Deadline child = parent.atMost(Duration.ofHours(1));
                    Signal never = tasks.signal("never");
                    Task<Boolean> one = tasks.fork("one", () -> tasks.await(never, 0, parent));
                    Task<Boolean> two = tasks.fork("two", () -> tasks.await(never, 0, child));
                    pause(SECOND);
                    parent.expire();
                    assertTrue(tasks.join(List.of(one, two), tasks.deadline(SECOND)));
                    assertEquals(SECOND.toNanos(), tasks.nanos());
                    assertEquals(Optional.of(false), one.result());
                    assertEquals(Optional.of(false), two.result());
                });
    }

    @Test
    public void deadlockNamesEveryTaskItsSignalAndItsStack() {
        Deadlock deadlock =
                assertThrows(
                        Deadlock.class,
                        () ->
                                run(
                                        () -> {
                                            tasks.fork("digger", this::waitForGold);
                                            tasks.await(
                                                    tasks.signal("godot"),
                                                    0,
                                                    Deadline.never(tasks));
                                        }));
        String text = deadlock.getMessage();
        assertTrue(text, text.contains("main (WORK, jvm): waits for godot without limit"));
        assertTrue(text, text.contains("digger (WORK, jvm): waits for gold without limit"));
        assertTrue(text, text.contains("waitForGold"));
    }

    private boolean waitForGold() {
        return tasks.await(tasks.signal("gold"), 0, Deadline.never(tasks));
    }

    @Test
    public void nobodyRunsAfterADeadlock() {
        assertThrows(Deadlock.class, () -> run(this::waitForGold));
        assertThrows(Deadlock.class, () -> run(() -> {}));
    }

    @Test
    public void waitingForEverBeatByBeatIsADeadlockToo() {
        var lock = new SharedLock(tasks, "l");
        Deadlock deadlock =
                assertThrows(
                        Deadlock.class,
                        () ->
                                run(
                                        () -> {
                                            lock.hold(Access.EXCLUSIVE, Deadline.never(tasks));
                                            lock.hold(Access.EXCLUSIVE, Deadline.never(tasks));
                                        }));
        assertTrue(deadlock.getMessage(), deadlock.getMessage().contains("lock l"));
    }

    @Test
    public void spinningWhileTimeStandsStillIsADeadlockToo() {
        Deadlock deadlock =
                assertThrows(
                        Deadlock.class,
                        () ->
                                run(
                                        () -> {
                                            while (true) {
                                                baton.handOn();
                                            }
                                        }));
        assertTrue(deadlock.getMessage(), deadlock.getMessage().contains("somebody spins"));
    }

    @Test
    public void whatTakesLongIsLookedAtLessAndLessOftenButAtTheEndOnceMore() {
        List<Long> looks = new ArrayList<>();
        run(
                () ->
                        tasks.deadline(Duration.ofSeconds(30))
                                .await(
                                        tasks.signal("lost"),
                                        Duration.ofMillis(20),
                                        () -> {
                                            looks.add(tasks.nanos() / 1_000_000);
                                            return Optional.empty();
                                        }));
        assertEquals(List.of(0L, 20L, 40L, 60L), looks.subList(0, 4));
        assertEquals(30_000L, (long) looks.get(looks.size() - 1));
        assertEquals(200L, looks.get(looks.size() - 2) - looks.get(looks.size() - 3));
        assertTrue("" + looks.size(), looks.size() < 250);
    }

    @Test
    public void beatsOfDaemonsAloneDoNotMakeTimePass() {
        List<Long> beats = new ArrayList<>();
        tasks.start("daemon", TaskKind.DAEMON, () -> beat(beats));
        assertThrows(Deadlock.class, () -> run(this::waitForGold));
        assertTrue("" + beats, beats.size() <= 1);
    }

    @Test
    public void daemonsBeatWhileWorkIsWaitedFor() {
        List<Long> beats = new ArrayList<>();
        tasks.start("daemon", TaskKind.DAEMON, () -> beat(beats));
        run(() -> pause(Duration.ofMillis(3500)));
        assertEquals(List.of(0L, 1L, 2L, 3L), beats);
    }

    private void beat(List<Long> beats) {
        while (true) {
            beats.add(Duration.ofNanos(tasks.nanos()).toSeconds());
            pause(SECOND);
        }
    }

    @Test
    public void backgroundEventsDoNotMakeTimePass() {
        List<String> seen = new ArrayList<>();
        baton.schedule().background(SECOND, "beat", () -> seen.add("beat"));
        assertThrows(Deadlock.class, () -> run(this::waitForGold));
        assertEquals(List.of(), seen);
    }

    @Test
    public void nothingRunsBetweenTwoBodiesFromOutside() {
        List<String> seen = new ArrayList<>();
        run(
                () ->
                        tasks.start(
                                "late",
                                TaskKind.WORK,
                                () -> {
                                    pause(SECOND);
                                    seen.add("late");
                                }));
        assertEquals(List.of(), seen);
        run(() -> pause(SECOND.multipliedBy(2)));
        assertEquals(List.of("late"), seen);
    }

    @Test
    public void whatTheBodyThrowsComesOut() {
        var thrown = new IllegalStateException("mine");
        var caught =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                run(
                                        () -> {
                                            throw thrown;
                                        }));
        assertEquals(thrown, caught);
    }

    @Test
    public void atomicBodiesNestAndRefuseToWaitForkOrCallTheHost() {
        run(
                () -> {
                    assertEquals("in", tasks.atomically(() -> tasks.atomically(() -> "in")));
                    refused(() -> pause(SECOND));
                    refused(() -> tasks.fork("f", () -> 1));
                    refused(() -> baton.inside(() -> 1));
                });
    }

    private void refused(Runnable body) {
        var refusal =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                tasks.atomically(
                                        () -> {
                                            body.run();
                                            return true;
                                        }));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("atomic body must not"));
    }

    @Test
    public void anEventMustNotWait() {
        baton.schedule().after(SECOND, "bad event", () -> pause(SECOND));
        var failure =
                assertThrows(
                        IllegalStateException.class,
                        () -> run(() -> pause(SECOND.multipliedBy(2))));
        assertTrue(failure.getMessage(), failure.getMessage().contains("bad event"));
    }

    @Test
    public void oneSeedGivesOneOrder() {
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(orderOf(seed), orderOf(seed));
        }
    }

    @Test
    public void seedsGiveEachOrderOfThreeTasks() {
        Set<List<String>> orders = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            orders.add(orderOf(seed).subList(0, 3));
        }
        assertTrue("" + orders, orders.size() >= 6);
    }

    private List<String> orderOf(long seed) {
        again(seed);
        List<String> seen = new ArrayList<>();
        run(
                () -> {
                    List<Supplier<Boolean>> bodies = new ArrayList<>();
                    for (String name : List.of("a", "b", "c")) {
                        bodies.add(() -> steps(seen, name));
                    }
                    tasks.forkAndJoin("step", bodies);
                });
        assertEquals(9, seen.size());
        return seen;
    }

    private boolean steps(List<String> seen, String name) {
        for (int i = 0; i < 3; i++) {
            seen.add(name);
            baton.inside(
                    () -> {
                        baton.handOn();
                        return true;
                    });
        }
        return true;
    }

    @Test
    public void aSharedLockExcludesAndStarvesNobodyUnderTwoHundredSeeds() {
        for (long seed = 0; seed < 200; seed++) {
            again(seed);
            run(this::contend);
        }
    }

    private void contend() {
        var lock = new SharedLock(tasks, "l");
        int[] inside = {0, 0};
        List<Supplier<Boolean>> bodies = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Access access = i % 3 == 0 ? Access.EXCLUSIVE : Access.SHARED;
            bodies.add(() -> use(lock, access, inside));
        }
        tasks.forkAndJoin("user", bodies).forEach(task -> assertTrue(task.result().orElseThrow()));
        assertTrue(lock.idle());
    }

    private boolean use(SharedLock lock, Access access, int[] inside) {
        for (int i = 0; i < 3; i++) {
            try (Held held =
                    lock.hold(access, tasks.deadline(Duration.ofMinutes(1))).orElseThrow()) {
                inside[access.ordinal()]++;
                pause(Duration.ofMillis(5));
                assertTrue("" + held, inside[1] == 0 || inside[1] == 1 && inside[0] == 0);
                inside[access.ordinal()]--;
            }
        }
        return true;
    }

    @Test
    public void aTaskOfACrashedPartyNeverRunsAgainNotEvenItsFinally() {
        List<String> seen = new ArrayList<>();
        var doomed = new Party("doomed");
        Tasks theirs = baton.tasks(doomed, 2);
        assertThrows(
                Crashed.class,
                () ->
                        baton.run(
                                doomed,
                                "victim",
                                () -> {
                                    try {
                                        theirs.fork("other", () -> otherOf(seen));
                                        pause(SECOND);
                                        baton.crash(List.of(doomed));
                                        return seen.add("survived");
                                    } finally {
                                        seen.add("finally");
                                    }
                                }));
        run(() -> pause(Duration.ofHours(1)));
        assertEquals(List.of(), seen);
        assertThrows(Crashed.class, () -> theirs.fork("late", () -> 1));
    }

    private boolean otherOf(List<String> seen) {
        pause(SECOND.multipliedBy(2));
        return seen.add("other");
    }

    @Test
    public void closingGetsThreadsOutOfTheTasksThatAreLeft() {
        List<String> seen = new ArrayList<>();
        tasks.start("stubborn", TaskKind.DAEMON, () -> stubborn(seen));
        run(() -> pause(SECOND));
        assertEquals(List.of(), seen);
        baton.close();
        assertEquals(List.of("out"), seen);
    }

    private void stubborn(List<String> seen) {
        try {
            while (true) {
                try {
                    pause(SECOND);
                } finally {
                    pauseQuietly();
                }
            }
        } finally {
            seen.add("out");
        }
    }

    private void pauseQuietly() {
        try {
            pause(SECOND);
        } catch (RuntimeException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void aSecondThreadFromOutsideIsRefusedInVirtualTime() throws InterruptedException {
        List<Throwable> refusals = new ArrayList<>();
        run(
                () -> {
                    var intruder =
                            new Thread(
                                    () ->
                                            refusals.add(
                                                    assertThrows(
                                                            IllegalStateException.class,
                                                            () -> baton.inside(() -> 1))));
                    intruder.start();
                    try {
                        intruder.join();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        String message = refusals.get(0).getMessage();
        assertTrue(message, message.contains("one thread from outside at a time"));
    }
}
