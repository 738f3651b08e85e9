// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Tasks;
import io.mortise.simulator.baton.Baton;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** A process as its program sees it, and as who started it does. */
public final class ProcessRun implements Process {
    private static final int MOST_OUTPUT = 1 << 20;
    private static final int TERM = 15;
    private static final int KILL = 9;
    private static final int ABORTED = 128 + 6;

    private final Machine machine;
    private final Baton baton;
    private final Tasks tasks;
    private final long pid;
    private final List<String> argv;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    private final Signal ended;
    private final Signal never;
    // expires when a signal is to end it
    private final Deadline life;
    private OptionalInt signal = OptionalInt.empty();
    private OptionalInt status = OptionalInt.empty();
    private boolean mindsTerm = true;

    ProcessRun(Machine machine, Baton baton, Tasks tasks, long pid, List<String> argv) {
        this.machine = machine;
        this.baton = baton;
        this.tasks = tasks;
        this.pid = pid;
        this.argv = List.copyOf(argv);
        this.ended = tasks.signal("end of process " + pid);
        this.never = tasks.signal("pause of process " + pid);
        this.life = Deadline.never(tasks);
    }

    int live(Program program) {
        int result;
        try {
            heed();
            result = program.run(this) & 0xff;
        } catch (Killed killed) {
            result = 128 + signal.orElse(KILL);
        } catch (RuntimeException broken) {
            baton.mishap("program " + argv, broken);
            err("program broke: " + broken + "\n");
            result = ABORTED;
        }
        status = OptionalInt.of(result);
        ended.raise();
        return result;
    }

    /** Raised once, when it has ended. */
    public Signal ended() {
        return ended;
    }

    /** The exit status, 128 + signal number if a signal ended it; empty while it runs. */
    public OptionalInt status() {
        return status;
    }

    /** Standard output so far, at most 1 MiB. */
    public String out() {
        return out.toString();
    }

    /** Standard error so far, at most 1 MiB. */
    public String err() {
        return err.toString();
    }

    /** Sends TERM. */
    public void terminate() {
        if (mindsTerm) {
            end(TERM);
        }
    }

    /** Sends KILL. */
    public void kill() {
        end(KILL);
    }

    private void end(int number) {
        if (signal.isEmpty() && status.isEmpty()) {
            signal = OptionalInt.of(number);
            life.expire();
        }
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public List<String> argv() {
        return argv;
    }

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public void out(String text) {
        append(out, text);
    }

    @Override
    public void err(String text) {
        append(err, text);
    }

    private static void append(StringBuilder to, String text) {
        to.append(text, 0, Math.min(text.length(), MOST_OUTPUT - to.length()));
    }

    @Override
    public void pause(Duration time) {
        await(never, 0, time);
    }

    @Override
    public boolean await(Signal awaited, long seen, Duration limit) {
        heed();
        boolean raised = baton.await(awaited, seen, life.atMost(limit));
        heed();
        return raised;
    }

    @Override
    public void block(Duration time) {
        baton.await(never, 0, Deadline.in(tasks, time));
        heed();
    }

    @Override
    public void block(Signal awaited, long seen) {
        baton.await(awaited, seen, Deadline.never(tasks));
        heed();
    }

    private void heed() {
        if (signal.isPresent()) {
            throw new Killed(argv + " got signal " + signal.getAsInt());
        }
    }

    @Override
    public void ignoreTerm() {
        mindsTerm = false;
    }
}
