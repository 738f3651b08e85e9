// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.watch;

import io.mortise.api.HostListener;
import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Task;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one listener has still to be told: of each topic the latest, in the order in which the
 * topics first changed, brought by a task of its own.
 */
final class ListenerQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerQueue.class);

    private final Tasks tasks;
    private final HostListener listener;
    private final Signal changed;
    private final Task<Boolean> bringing;
    // both guarded by tasks.atomically
    private final Map<Topic, Consumer<HostListener>> pending = new LinkedHashMap<>();
    private boolean closed;

    ListenerQueue(Tasks tasks, HostListener listener) {
        this.tasks = tasks;
        this.listener = listener;
        this.changed = tasks.signal("news for a listener");
        this.bringing = Task.start(tasks, "listener", TaskKind.DAEMON, this::bring);
    }

    boolean isFor(HostListener other) {
        return listener == other;
    }

    /** Only within {@code tasks.atomically}, and to be followed by {@link #wake} after it. */
    void put(Topic topic, Consumer<HostListener> news) {
        pending.put(topic, news);
    }

    void wake() {
        changed.raise();
    }

    /** Brings nothing more; waits for what is being brought at this moment. */
    boolean close(Deadline deadline) {
        tasks.atomically(() -> closed = true);
        changed.raise();
        return bringing.join(deadline);
    }

    private boolean bring() {
        Deadline never = Deadline.never(tasks);
        while (true) {
            long seen = changed.count();
            if (tasks.atomically(() -> closed)) {
                return true;
            }
            Optional<Consumer<HostListener>> news = next();
            if (news.isPresent()) {
                tell(news.get());
            } else {
                tasks.await(changed, seen, never);
            }
        }
    }

    private Optional<Consumer<HostListener>> next() {
        return tasks.atomically(
                () -> {
                    var topics = pending.keySet().iterator();
                    return topics.hasNext()
                            ? Optional.of(pending.remove(topics.next()))
                            : Optional.empty();
                });
    }

    private void tell(Consumer<HostListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException | LinkageError theirs) {
            LOG.warn("{} failed on what it was told", listener.getClass().getName(), theirs);
        }
    }
}
