// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.watch;

import io.mortise.api.Attachment;
import io.mortise.api.Attachments;
import io.mortise.api.HostListener;
import io.mortise.api.IscsiSession;
import io.mortise.api.Maps;
import io.mortise.api.MultipathMap;
import io.mortise.api.Sessions;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.host.Task;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import io.mortise.scsi.BlockEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the host whenever a notice or an operation hints at a change, and at each beat, while
 * there is somebody to tell. Thread-safe.
 */
public final class HostWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
    private static final Duration BEAT = Duration.ofSeconds(2);

    private final Host host;
    private final Tasks tasks;
    private final Attachments attachments;
    private final Maps maps;
    private final Supplier<Optional<Sessions>> sessions;
    private final Signal hint;
    private final Task<Boolean> watching;
    // all guarded by tasks.atomically
    private final List<ListenerQueue> queues = new ArrayList<>();
    private final Map<Topic, Object> last = new EnumMap<>(Topic.class);
    private final Map<Topic, String> trouble = new EnumMap<>(Topic.class);
    private boolean closed;

    /**
     * @param sessions the sessions' service, while there is one
     */
    public HostWatch(
            Host host, Attachments attachments, Maps maps, Supplier<Optional<Sessions>> sessions) {
        this.host = host;
        this.tasks = host.tasks();
        this.attachments = attachments;
        this.maps = maps;
        this.sessions = sessions;
        this.hint = tasks.signal("hint of a change on the host");
        this.watching = Task.start(tasks, "host watch", TaskKind.DAEMON, this::watch);
    }

    /** Has it look again soon. */
    public void hint() {
        hint.raise();
    }

    /** Tells a listener from now on, what there is first. */
    public void add(HostListener listener) {
        var queue = new ListenerQueue(tasks, listener);
        tasks.atomically(
                () -> {
                    last.forEach((topic, all) -> queue.put(topic, news(topic, all)));
                    return queues.add(queue);
                });
        queue.wake();
        hint.raise();
    }

    /** Tells a listener nothing more. */
    public void remove(HostListener listener, Deadline deadline) {
        List<ListenerQueue> own =
                tasks.atomically(
                        () -> {
                            List<ListenerQueue> found =
                                    queues.stream().filter(q -> q.isFor(listener)).toList();
                            queues.removeAll(found);
                            return found;
                        });
        own.forEach(queue -> queue.close(deadline));
    }

    /** Ends the watching. */
    public void close(Deadline deadline) {
        List<ListenerQueue> all =
                tasks.atomically(
                        () -> {
                            closed = true;
                            return List.copyOf(queues);
                        });
        hint.raise();
        all.forEach(queue -> queue.close(deadline));
        if (!watching.join(deadline)) {
            LOG.warn("the watch over the host did not end in time and is left to itself");
        }
    }

    @SuppressWarnings("try") // the subscription is only to be closed
    private boolean watch() {
        Deadline never = Deadline.never(tasks);
        try (Held subscription =
                host.uevents()
                        .subscribe(
                                BlockEvents.block()
                                        .or(BlockEvents.disks())
                                        .or(BlockEvents.sessions()),
                                hint)) {
            while (!tasks.atomically(() -> closed)) {
                long seen = hint.count();
                boolean idle = tasks.atomically(queues::isEmpty);
                if (!idle) {
                    look();
                }
                tasks.await(hint, seen, idle ? never : never.atMost(BEAT));
            }
        }
        return true;
    }

    private void look() {
        look(Topic.ATTACHMENTS, attachments::list);
        // while its connector is away nobody knows what there is
        sessions.get().ifPresent(known -> look(Topic.SESSIONS, known::list));
        look(Topic.MAPS, maps::list);
    }

    private void look(Topic topic, Supplier<List<?>> question) {
        List<?> now;
        try {
            now = question.get();
        } catch (RuntimeException | LinkageError unknown) {
            // unknown is not absent: listeners keep what they were told last
            report(topic, Optional.of(unknown));
            return;
        }
        report(topic, Optional.empty());
        List<ListenerQueue> told =
                tasks.atomically(
                        () -> {
                            if (now.equals(last.put(topic, now))) {
                                return List.<ListenerQueue>of();
                            }
                            queues.forEach(queue -> queue.put(topic, news(topic, now)));
                            return List.copyOf(queues);
                        });
        told.forEach(ListenerQueue::wake);
    }

    private void report(Topic topic, Optional<Throwable> failure) {
        String text = failure.map(Throwable::getMessage).orElse("");
        String before =
                tasks.atomically(() -> Optional.ofNullable(trouble.put(topic, text)).orElse(""));
        if (!text.equals(before) && failure.isPresent()) {
            LOG.warn("what there is of {} is unknown: {}", topic, text);
        } else if (!text.equals(before)) {
            LOG.info("what there is of {} is known again", topic);
        }
    }

    @SuppressWarnings("unchecked") // each topic's list is made in look() alone
    private static Consumer<HostListener> news(Topic topic, Object all) {
        return switch (topic) {
            case ATTACHMENTS -> with(HostListener::attachments, (List<Attachment>) all);
            case SESSIONS -> with(HostListener::sessions, (List<IscsiSession>) all);
            case MAPS -> with(HostListener::maps, (List<MultipathMap>) all);
        };
    }

    private static <T> Consumer<HostListener> with(
            BiConsumer<HostListener, List<T>> call, List<T> all) {
        return listener -> call.accept(listener, all);
    }
}
