// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.Commands;
import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.Tasks;
import io.mortise.simulator.baton.Baton;
import io.mortise.simulator.machine.Computer;
import io.mortise.simulator.machine.ProcessRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs programs of the imagined computer. */
final class ChildCommands implements Commands {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Gate gate;
    private final Computer computer;
    private final Baton baton;
    private final Tasks tasks;
    private final List<ProcessRun> children = new ArrayList<>();

    ChildCommands(Gate gate, Computer computer, Tasks tasks) {
        this.gate = gate;
        this.computer = computer;
        this.baton = computer.baton();
        this.tasks = tasks;
    }

    void killAll() {
        children.forEach(ProcessRun::kill);
    }

    @Override
    public CommandResult run(List<String> argv, Deadline deadline) {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command has at least a name");
        }
        long begin = tasks.nanos();
        return gate.make(
                Operation.of(
                                Call.COMMAND,
                                String.join(" ", argv),
                                () -> effect(argv, deadline, begin))
                        .by(deadline, () -> result(argv, Ending.TIMED_OUT, -1, "", "", begin))
                        .torn(() -> computer.programs().start(argv).ifPresent(children::add))
                        .failing(kind -> failed(argv, kind, begin))
                        .killing(after -> killed(argv, deadline, after, begin))
                        .garbling(ChildCommands::cut)
                        .told(ChildCommands::words));
    }

    private CommandResult failed(List<String> argv, HostFailure.Kind kind, long begin) {
        boolean absent = kind == HostFailure.Kind.UNAVAILABLE;
        return result(
                argv,
                absent ? Ending.NOT_STARTED : Ending.EXITED,
                absent ? -1 : 1,
                "",
                argv.get(0) + ": " + kind + "\n",
                begin);
    }

    private CommandResult effect(List<String> argv, Deadline deadline, long begin) {
        return run(argv, deadline, begin, child -> {});
    }

    private CommandResult killed(List<String> argv, Deadline deadline, Duration after, long begin) {
        return run(
                argv,
                deadline,
                begin,
                child -> baton.schedule().after(after, "kill " + child.pid(), () -> shoot(child)));
    }

    private static void shoot(ProcessRun child) {
        if (child.status().isEmpty()) {
            child.kill();
        }
    }

    private CommandResult run(
            List<String> argv, Deadline deadline, long begin, Consumer<ProcessRun> meanwhile) {
        Optional<ProcessRun> started = computer.programs().start(argv);
        if (started.isEmpty()) {
            return result(
                    argv,
                    Ending.NOT_STARTED,
                    -1,
                    "",
                    argv.get(0) + ": No such file or directory",
                    begin);
        }
        ProcessRun child = started.get();
        children.add(child);
        meanwhile.accept(child);
        boolean inTime = baton.await(child.ended(), 0, deadline);
        if (!inTime) {
            stop(child);
        }
        children.remove(child);
        return result(
                argv,
                inTime ? Ending.EXITED : Ending.TIMED_OUT,
                child.status().orElse(-1),
                child.out(),
                child.err(),
                begin);
    }

    private void stop(ProcessRun child) {
        child.terminate();
        if (!baton.await(child.ended(), 0, Deadline.in(tasks, GRACE))) {
            child.kill();
            // what hangs in the kernel is not waited for
            baton.handOn();
        }
    }

    private CommandResult result(
            List<String> argv, Ending ending, int status, String out, String err, long begin) {
        return new CommandResult(
                argv, ending, status, out, err, Duration.ofNanos(tasks.nanos() - begin));
    }

    private static CommandResult cut(CommandResult whole) {
        String half = whole.out().substring(0, whole.out().length() / 2);
        return new CommandResult(
                whole.argv(), whole.ending(), whole.status(), half, whole.err(), whole.took());
    }

    private static String words(CommandResult result) {
        return result.ending() + " " + result.status() + ", " + result.out().length() + " chars";
    }
}
