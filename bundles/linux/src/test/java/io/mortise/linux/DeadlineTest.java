// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import java.time.Duration;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

/** The port's deadline, on real time. */
public class DeadlineTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));

    @After
    public void close() {
        tasks.close();
    }

    @Test
    public void aLimitOfItsOwnOnlyMakesItEarlier() {
        Deadline outer = tasks.deadline(Duration.ofMinutes(1));
        assertEquals(outer.at(), outer.atMost(LONG).at());
        assertTrue(outer.atMost(Duration.ofSeconds(1)).at() < outer.at());
        assertTrue(Deadline.never(tasks).atMost(LONG).timed());
        assertFalse(Deadline.never(tasks).timed());
    }

    @Test
    public void expiringADerivedOneLeavesTheOuterOneAlone() {
        Deadline outer = tasks.deadline(LONG);
        Deadline inner = outer.atMost(LONG);
        inner.expire();
        assertTrue(inner.passed());
        assertEquals(Duration.ZERO, inner.left());
        assertFalse(outer.passed());
    }

    @Test
    public void aNegativeOneHasPassed() {
        assertTrue(tasks.deadline(Duration.ofSeconds(-1)).passed());
    }

    @Test
    public void theTruthIsLookedAtBeforeAnySignalAndAfterEach() {
        Signal signal = tasks.signal("s");
        int[] looks = {0};
        Optional<Integer> found =
                tasks.deadline(LONG)
                        .await(
                                signal,
                                LONG,
                                () -> {
                                    looks[0]++;
                                    signal.raise();
                                    return looks[0] == 3 ? Optional.of(3) : Optional.empty();
                                });
        assertEquals(Optional.of(3), found);
        assertEquals(3, looks[0]);
    }

    @Test
    public void theTruthIsLookedAtWithoutAnySignalAfterABeat() {
        int[] looks = {0};
        Optional<String> found =
                tasks.deadline(LONG)
                        .await(
                                tasks.signal("never raised"),
                                Duration.ofMillis(1),
                                () -> ++looks[0] == 4 ? Optional.of("there") : Optional.empty());
        assertEquals(Optional.of("there"), found);
    }

    @Test
    public void theTruthIsLookedAtOnceMoreWhenTheTimeIsUp() {
        Deadline deadline = tasks.deadline(LONG);
        int[] looks = {0};
        Optional<String> found =
                deadline.await(
                        tasks.signal("never raised"),
                        LONG,
                        () -> {
                            deadline.expire();
                            return ++looks[0] == 2 ? Optional.of("late") : Optional.empty();
                        });
        assertEquals(Optional.of("late"), found);
    }
}
