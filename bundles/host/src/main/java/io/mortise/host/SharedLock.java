// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;

/**
 * A lock inside this process that can be shared, fair: who came first gets it first, so an
 * exclusive holder is never starved by those who share. Not reentrant. Thread-safe.
 */
public final class SharedLock {
    private static final Duration BEAT = Duration.ofHours(1);

    private final Tasks tasks;
    private final Signal changed;
    // both guarded by tasks.atomically
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final Deque<Request> holding = new ArrayDeque<>();

    public SharedLock(Tasks tasks, String name) {
        this.tasks = Objects.requireNonNull(tasks, "tasks");
        this.changed = tasks.signal("lock " + name);
    }

    /** Waits for the lock; empty if the deadline passed before it was had. */
    public Optional<Held> hold(Access access, Deadline deadline) {
        var request = new Request(access);
        tasks.atomically(() -> waiting.add(request));
        Optional<Held> held =
                deadline.await(
                        changed,
                        BEAT,
                        () -> granted(request) ? Optional.of(request) : Optional.empty());
        if (held.isEmpty()) {
            request.close();
        }
        return held;
    }

    /** Whether nobody holds or awaits it. */
    public boolean idle() {
        return tasks.atomically(() -> waiting.isEmpty() && holding.isEmpty());
    }

    private boolean granted(Request request) {
        return tasks.atomically(
                        () -> {
                            boolean free =
                                    request.access == Access.SHARED
                                            ? holding.stream()
                                                    .allMatch(h -> h.access == Access.SHARED)
                                            : holding.isEmpty();
                            if (!free || waiting.peekFirst() != request) {
                                return false;
                            }
                            holding.add(waiting.removeFirst());
                            return true;
                        })
                && wakeNext();
    }

    // the next in line may share with the one just granted
    private boolean wakeNext() {
        changed.raise();
        return true;
    }

    private final class Request implements Held {
        private final Access access;

        private Request(Access access) {
            this.access = access;
        }

        @Override
        public void close() {
            tasks.atomically(() -> waiting.remove(this) | holding.remove(this));
            changed.raise();
        }
    }
}
