// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A piece of work under way, and what came of it. Thread-safe. */
public final class Task<T> {
    private final Tasks tasks;
    private final String name;
    private final Signal ended;
    // both guarded by tasks.atomically
    private Optional<T> value = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    private Task(Tasks tasks, String name) {
        this.tasks = tasks;
        this.name = Objects.requireNonNull(name, "name");
        this.ended = tasks.signal("end of " + name);
    }

    /** Starts a task; used by {@link Tasks#fork}. */
    public static <T> Task<T> start(Tasks tasks, String name, TaskKind kind, Supplier<T> body) {
        var task = new Task<T>(tasks, name);
        tasks.start(name, kind, () -> task.run(body));
        return task;
    }

    // Throwable: a task that ends without a word would leave its waiter hanging (os-brick D.24)
    private void run(Supplier<T> body) {
        try {
            T result = body.get();
            end(Optional.ofNullable(result), Optional.empty());
        } catch (Throwable thrown) {
            end(Optional.empty(), Optional.of(thrown));
            if (thrown instanceof Error error) {
                throw error;
            }
        }
    }

    private void end(Optional<T> result, Optional<Throwable> thrown) {
        tasks.atomically(
                () -> {
                    value = result;
                    failure = thrown;
                    return ended;
                });
        ended.raise();
    }

    /** The name it was started with. */
    public String name() {
        return name;
    }

    /** Raised once, at the end. */
    public Signal ended() {
        return ended;
    }

    /** Whether it has ended, well or not. */
    public boolean done() {
        return ended.count() > 0;
    }

    /** Waits for its end; false if the deadline passed before. */
    public boolean join(Deadline deadline) {
        return done() || tasks.await(ended, 0, deadline);
    }

    /** What it threw, if it has ended so. */
    public Optional<Throwable> failure() {
        return tasks.atomically(() -> failure);
    }

    /**
     * What it returned; empty while it runs, or when it returned nothing.
     *
     * @throws RuntimeException what the task threw, as it was thrown
     */
    public Optional<T> result() {
        Optional<Throwable> thrown = failure();
        if (thrown.isPresent()) {
            if (thrown.get() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException("task " + name + " failed", thrown.get());
        }
        return tasks.atomically(() -> value);
    }
}
