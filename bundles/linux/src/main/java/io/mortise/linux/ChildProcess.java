// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A program under way: its end is waited for, its output read, and its tree ended when it must. */
final class ChildProcess {
    private static final Duration AFTER_KILL = Duration.ofSeconds(1);

    private final Tasks tasks;
    private final Process process;
    private final Signal exited;
    private final Drains drains;

    private ChildProcess(Tasks tasks, Process process, String name) {
        this.tasks = tasks;
        this.process = process;
        this.exited = tasks.signal("exit of " + name);
        this.drains = new Drains(tasks, name, process.getInputStream(), process.getErrorStream());
        // a thread of its own and not Process.onExit, which goes through the common pool
        tasks.start("wait for " + name, TaskKind.WORK, this::announceExit);
    }

    /** Follows the process; without the threads that takes, it is ended. */
    static ChildProcess follow(Tasks tasks, Process process, String name) {
        try {
            return new ChildProcess(tasks, process, name);
        } catch (RuntimeException | Error e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw e;
        }
    }

    private void announceExit() {
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                // this thread is ours alone, and its work is to see the end
            }
        }
        exited.raise();
    }

    /** Waits for its end and its output; false if the deadline passed before it had ended. */
    boolean join(Deadline deadline) {
        if (!tasks.await(exited, 0, deadline)) {
            return false;
        }
        drains.finish();
        return true;
    }

    /** Asks the whole tree to end, and ends what has not done so after the grace. */
    void end(Duration grace) {
        Set<ProcessHandle> tree = new LinkedHashSet<>();
        collect(tree);
        Signal gone = tasks.signal("end of tree");
        CompletableFuture.allOf(
                        tree.stream()
                                .map(ProcessHandle::onExit)
                                .toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, thrown) -> gone.raise());
        tree.forEach(ProcessHandle::destroy);
        if (!tasks.await(gone, 0, tasks.deadline(grace))) {
            // children started meanwhile too, and those whose parent has gone since
            collect(tree);
            tree.forEach(ProcessHandle::destroyForcibly);
            tasks.await(gone, 0, tasks.deadline(AFTER_KILL));
        }
        join(tasks.deadline(AFTER_KILL));
    }

    private void collect(Set<ProcessHandle> tree) {
        tree.add(process.toHandle());
        for (ProcessHandle member : List.copyOf(tree)) {
            member.descendants().forEach(tree::add);
        }
    }

    /** The exit status, or 128 + the signal's number; once it has ended. */
    int status() {
        return process.exitValue();
    }

    String out() {
        return drains.out();
    }

    String err() {
        return drains.err();
    }
}
