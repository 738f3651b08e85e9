// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Deadline;
import io.mortise.host.Task;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that may hang inside the kernel, where nothing can end them: each on a thread that can be
 * spared, so that the caller never waits past its deadline. Thread-safe.
 */
final class Expendable {
    private static final Logger LOG = LoggerFactory.getLogger(Expendable.class);

    private static final Duration BEAT = Duration.ofMillis(100);

    private final Tasks tasks;
    private final int limit;
    private final Set<Task<?>> overdue = ConcurrentHashMap.newKeySet();
    private final Map<Thread, String> inherited = new ConcurrentHashMap<>();

    /**
     * @param limit how many may hang at once; with so many lost, no further thread is put at risk
     */
    Expendable(Tasks tasks, int limit) {
        this.tasks = tasks;
        this.limit = limit;
    }

    /**
     * Counts what hangs since before as hanging here: a bundle that was replaced leaves behind no
     * more of such calls than their threads. To be called before any other.
     *
     * @param beginning of the names of such calls
     */
    void inherit(String beginning) {
        LinuxTasks.everywhere(beginning)
                .forEach(
                        (thread, name) -> {
                            LOG.warn("{}: hangs in the kernel since before this start", name);
                            inherited.put(thread, name);
                        });
    }

    private List<String> inherited() {
        inherited.entrySet().removeIf(each -> !LinuxTasks.runs(each.getKey(), each.getValue()));
        return List.copyOf(inherited.values());
    }

    /**
     * Waits for a call of the same name that hangs: a second one would hang as well, and a dead
     * array would soon hold so many threads that none were left for those that work.
     */
    private boolean hangsNoMore(String name, Deadline deadline) {
        return overdue.stream()
                        .filter(task -> task.name().equals(name))
                        .allMatch(task -> task.join(deadline))
                && deadline.await(
                                tasks.signal("end of what hangs"),
                                BEAT,
                                () -> Optional.of(true).filter(yes -> !inherited().contains(name)))
                        .isPresent();
    }

    /** What the call answered; empty if it had not by the deadline, or was not even made. */
    <T> Optional<T> call(String name, Deadline deadline, Supplier<T> body) {
        if (!hangsNoMore(name, deadline)) {
            return Optional.empty();
        }
        overdue.removeIf(Task::done);
        List<String> hanging = overdue();
        if (hanging.size() >= limit) {
            LOG.warn(
                    "{}: not done, since {} such calls hang in the kernel (first: {}); see dmesg",
                    name,
                    hanging.size(),
                    hanging.get(0));
            return Optional.empty();
        }
        if (deadline.passed()) {
            return Optional.empty();
        }
        Task<T> task = tasks.fork(name, body);
        if (!task.join(deadline)) {
            overdue.add(task);
            LOG.debug("{}: no answer by the deadline, left to itself", name);
            return Optional.empty();
        }
        return task.result();
    }

    /** The names of those that were left to themselves and still hang. */
    List<String> overdue() {
        return Stream.concat(
                        overdue.stream().filter(task -> !task.done()).map(Task::name),
                        inherited().stream())
                .toList();
    }
}
