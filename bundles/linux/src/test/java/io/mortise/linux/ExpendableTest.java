// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Task;
import java.time.Duration;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class ExpendableTest {
    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final Deadline ample = tasks.deadline(Duration.ofSeconds(30));
    private final Expendable expendable = new Expendable(tasks, 2);
    private final Signal thaw = tasks.signal("thaw");
    private final Signal thawed = tasks.signal("thawed");

    @After
    public void close() {
        thaw.raise();
        tasks.close();
    }

    // its caller is back although the call is not
    private void hang(String name) {
        Deadline deadline = Deadline.never(tasks);
        Signal inside = tasks.signal("inside");
        Task<Boolean> caller =
                tasks.fork(
                        "caller",
                        () ->
                                expendable
                                        .call(
                                                name,
                                                deadline,
                                                () -> {
                                                    inside.raise();
                                                    tasks.await(thaw, 0, ample);
                                                    thawed.raise();
                                                    return true;
                                                })
                                        .isPresent());
        assertTrue(tasks.await(inside, 0, ample));
        deadline.expire();
        assertTrue(caller.join(ample));
        assertEquals(Optional.of(false), caller.result());
    }

    private Optional<String> ask() {
        return expendable.call("ask", ample, () -> "answer");
    }

    @Test
    public void theAnswerOrTheFailureReachesTheCaller() {
        assertEquals(Optional.of("answer"), ask());
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        expendable.call(
                                "bad",
                                ample,
                                () -> {
                                    throw new IllegalArgumentException();
                                }));
    }

    @Test
    public void withTooManyLostNoFurtherThreadIsRiskedUntilOneComesBack() {
        hang("sda");
        assertEquals(Optional.of("answer"), ask());
        hang("sdb");
        assertEquals(Optional.empty(), ask());
        thaw.raise();
        assertTrue(tasks.await(thawed, 1, ample));
        // the tasks end right after the signal
        while (ask().isEmpty()) {
            assertFalse("never let in again", ample.passed());
            Thread.onSpinWait();
        }
    }

    @Test
    public void afterTheDeadlineTheCallIsNotMade() {
        boolean[] made = {false};
        Optional<Boolean> answer =
                expendable.call("late", tasks.deadline(Duration.ZERO), () -> made[0] = true);
        assertEquals(Optional.empty(), answer);
        assertFalse(made[0]);
    }

    @Test
    public void whatHangsIsNotAskedAgainUntilItHasAnswered() {
        hang("sda");
        boolean[] made = {false};
        Deadline soon = tasks.deadline(Duration.ofMillis(20));
        assertEquals(Optional.empty(), expendable.call("sda", soon, () -> made[0] = true));
        assertFalse("one thread for each thing that hangs", made[0]);
        assertEquals(Optional.of("answer"), ask());
        thaw.raise();
        assertEquals(Optional.of(true), expendable.call("sda", ample, () -> made[0] = true));
    }
}
