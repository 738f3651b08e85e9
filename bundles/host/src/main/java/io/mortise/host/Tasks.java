// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Time, threads, waiting and chance. Whoever blocks, forks, locks or draws a number does it here,
 * so that a whole attach can be run in virtual time, one task at a time, in an order drawn from a
 * seed. Thread-safe.
 */
@ProviderType
public interface Tasks {
    /** A clock that only goes forward, in nanoseconds from an origin of its own. */
    long nanos();

    /** The wall clock, for what people read; never for measuring. */
    Instant now();

    /** A random number, uniform over all longs; not to be guessed on a real host. */
    long random();

    /** A new signal. The name is seen in stacks and transcripts. */
    Signal signal(String name);

    /**
     * Waits until {@code signal.count() > seen} or the deadline has passed, whichever is first. A
     * deadline that is {@linkplain Deadline#expire() expired} meanwhile ends the wait as well.
     *
     * @return whether the count is above {@code seen}
     */
    boolean await(Signal signal, long seen, Deadline deadline);

    /**
     * Runs the body while no other atomic body runs. For reading and changing a few fields in
     * memory: the body must not wait, fork, or call any other part of the host, and may be nested.
     */
    <T> T atomically(Supplier<T> body);

    /**
     * Starts a thread. What the body throws is lost but for a log line; see {@link #fork} for a
     * result.
     *
     * @param kind whether the end of the work is waited for, or the task only watches
     */
    void start(String name, TaskKind kind, Runnable body);

    /** Starts a task whose result or failure can be had from the {@link Task}. */
    default <T> Task<T> fork(String name, Supplier<T> body) {
        return Task.start(this, name, TaskKind.WORK, body);
    }

    /**
     * Waits until all have ended or the deadline has passed.
     *
     * @return whether all have ended
     */
    default boolean join(Collection<? extends Task<?>> tasks, Deadline deadline) {
        return tasks.stream().allMatch(task -> task.join(deadline));
    }

    /**
     * Runs all at once and waits, without limit, for all; each body minds a deadline of its own.
     */
    default <T> List<Task<T>> forkAndJoin(String name, List<Supplier<T>> bodies) {
        List<Task<T>> tasks = bodies.stream().map(body -> fork(name, body)).toList();
        join(tasks, Deadline.never(this));
        return tasks;
    }

    /** A deadline so long from now. */
    default Deadline deadline(Duration fromNow) {
        return Deadline.in(this, fromNow);
    }
}
