// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.SharedLock;
import io.mortise.host.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;

/** The port's lock, on real threads. */
public class SharedLockTest {
    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final Deadline ample = tasks.deadline(Duration.ofSeconds(30));
    private final SharedLock lock = new SharedLock(tasks, "session");

    @After
    public void close() {
        tasks.close();
    }

    private Held hold(Access access) {
        return lock.hold(access, ample).orElseThrow();
    }

    // a hold whose time is up already is had only if nobody stands in the way
    private boolean free(Access access) {
        Optional<Held> held = lock.hold(access, tasks.deadline(Duration.ZERO));
        held.ifPresent(Held::close);
        return held.isPresent();
    }

    @Test
    public void anyNumberShareAndOneAloneExcludes() {
        Held first = hold(Access.SHARED);
        Held second = hold(Access.SHARED);
        assertFalse(free(Access.EXCLUSIVE));
        first.close();
        assertFalse(free(Access.EXCLUSIVE));
        second.close();
        try (Held alone = hold(Access.EXCLUSIVE)) {
            assertFalse(alone + " is alone", free(Access.SHARED));
            assertFalse(alone + " is alone", free(Access.EXCLUSIVE));
        }
        assertTrue(free(Access.EXCLUSIVE));
    }

    @Test
    public void whoComesLaterToShareDoesNotOvertakeOneWhoWaitsForItAlone() {
        Held shared = hold(Access.SHARED);
        Task<Boolean> alone =
                tasks.fork(
                        "alone",
                        () -> {
                            hold(Access.EXCLUSIVE).close();
                            return true;
                        });
        while (free(Access.SHARED)) {
            assertFalse("the waiter for it alone never stood in line", ample.passed());
            Thread.onSpinWait();
        }
        assertFalse(alone.done());
        shared.close();
        assertTrue(alone.join(ample));
        assertTrue(free(Access.SHARED));
    }

    @Test
    public void oneWhoGivesUpWaitingNoLongerStandsInTheWay() {
        Held shared = hold(Access.SHARED);
        assertFalse(free(Access.EXCLUSIVE));
        assertTrue(free(Access.SHARED));
        shared.close();
        assertTrue(lock.idle());
    }

    @Test
    public void givingBackTwiceTakesNothingFromTheNextHolder() {
        Held first = hold(Access.EXCLUSIVE);
        first.close();
        Held next = hold(Access.EXCLUSIVE);
        first.close();
        assertFalse(free(Access.SHARED));
        assertFalse(lock.idle());
        next.close();
        assertTrue(lock.idle());
    }

    @Test
    public void thoseWhoShareAreAllLetInWhenTheOneAloneLeaves() {
        Held alone = hold(Access.EXCLUSIVE);
        Held[] in = new Held[3];
        List<Supplier<Boolean>> sharers = new ArrayList<>();
        for (int i = 0; i < in.length; i++) {
            int mine = i;
            sharers.add(
                    () -> {
                        in[mine] = hold(Access.SHARED);
                        return true;
                    });
        }
        List<Task<Boolean>> waiting = sharers.stream().map(s -> tasks.fork("s", s)).toList();
        alone.close();
        assertTrue(tasks.join(waiting, ample));
        assertFalse(free(Access.EXCLUSIVE));
        for (Held held : in) {
            held.close();
        }
        assertTrue(lock.idle());
    }

    @Test
    public void whatOneAloneDoesIsNeverSeenHalfDone() {
        int[] count = {0};
        Supplier<Boolean> adding =
                () -> {
                    for (int i = 0; i < 500; i++) {
                        try (Held held = hold(Access.EXCLUSIVE)) {
                            count[0] = count[0] + (held == null ? 0 : 1);
                        }
                    }
                    return true;
                };
        tasks.forkAndJoin("adding", List.of(adding, adding, adding, adding)).forEach(Task::result);
        assertEquals(2000, count[0]);
    }
}
