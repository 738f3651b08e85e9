// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.Task;
import io.mortise.simulator.jvm.CrashPlan;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Faults;
import io.mortise.simulator.jvm.Incarnation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One of several processes with Mortise on a simulated host: a journal of its own, and the lock
 * directory of all. To be used by tasks.
 */
final class Neighbour {
    private static final Duration BEAT = Duration.ofMillis(20);

    private final World world;
    private final String journal;
    private final Faults watching;
    private Incarnation jvm;
    private Mortise mortise;

    /**
     * @param watching what is told of each of its calls
     */
    Neighbour(World world, String name, Faults watching) {
        this.world = world;
        this.journal = "/var/lib/mortise-" + name;
        this.watching = watching;
    }

    /** A process starts, once the one before has ended. */
    void start() {
        jvm = world.simulated().another();
        jvm.faults(watching);
        Task<Mortise> starting =
                jvm.tasks()
                        .fork(
                                "start",
                                () -> {
                                    while (!free()) {
                                        pause(BEAT);
                                    }
                                    return new Mortise(
                                            jvm,
                                            Map.of("journal.directory", journal),
                                            Mortise.Beginning.WHOLE);
                                });
        ended(starting);
        mortise = starting.result().orElseThrow();
    }

    // whoever starts services waits for the end of the process before
    private boolean free() {
        if (!jvm.files().exists(journal)) {
            return true;
        }
        Optional<Held> lock = jvm.files().tryLock(journal + "/directory.lock", Access.EXCLUSIVE);
        lock.ifPresent(Held::close);
        return lock.isPresent();
    }

    /** It is to be killed so many calls from now. */
    void crashAfter(int calls, CrashPlan.Moment moment, Children children) {
        jvm.crash(new CrashPlan(jvm.calls() + 1 + calls, moment, children));
    }

    boolean dead() {
        return jvm.dead();
    }

    Mortise mortise() {
        return mortise;
    }

    String journal() {
        return journal;
    }

    /** Begins something in this process. */
    <T> Task<T> fork(String name, Supplier<T> body) {
        return jvm.tasks().fork(name, body);
    }

    /** Runs something in this process; to be called by a task of another. */
    <T> T call(Supplier<T> body) {
        Task<T> task = fork("call", body);
        ended(task);
        return task.result().orElseThrow();
    }

    /** Waits until something has ended, or the process has. */
    void ended(Task<?> task) {
        Incarnation here = jvm;
        var outside = world.simulated().host().tasks();
        while (!task.done() && !here.dead()) {
            outside.await(task.ended(), 0, outside.deadline(BEAT));
        }
    }

    void pause(Duration time) {
        var tasks = jvm.tasks();
        tasks.await(tasks.signal("a while"), 0, tasks.deadline(time));
    }

    void stop() {
        call(
                () -> {
                    mortise.close();
                    return true;
                });
    }
}
