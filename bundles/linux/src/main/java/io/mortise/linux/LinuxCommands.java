// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.Commands;
import io.mortise.host.Deadline;
import io.mortise.host.Tasks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Programs as child processes. */
final class LinuxCommands implements Commands {
    /** Between TERM and KILL. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(LinuxCommands.class);

    private final Tasks tasks;
    private final Supplier<SearchPath> path;
    private final Duration grace;

    LinuxCommands(Tasks tasks, Supplier<SearchPath> path, Duration grace) {
        this.tasks = tasks;
        this.path = path;
        this.grace = grace;
    }

    @Override
    public CommandResult run(List<String> argv, Deadline deadline) {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command needs at least a program's name");
        }
        CommandResult result = attempt(List.copyOf(argv), deadline);
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} [{} ms]", result.describe(), result.took().toMillis());
        }
        return result;
    }

    private CommandResult attempt(List<String> argv, Deadline deadline) {
        if (deadline.passed()) {
            return ended(argv, Ending.TIMED_OUT, "not begun: the deadline had passed");
        }
        SearchPath where = path.get();
        Optional<Path> program = where.find(argv.get(0));
        if (program.isEmpty()) {
            return ended(argv, Ending.NOT_STARTED, "no such program in " + where);
        }
        long began = tasks.nanos();
        try {
            return follow(argv, launch(program.get(), argv, where), began, deadline);
        } catch (IOException e) {
            return ended(argv, Ending.NOT_STARTED, String.valueOf(e.getMessage()));
        }
    }

    private static CommandResult ended(List<String> argv, Ending ending, String why) {
        return new CommandResult(argv, ending, -1, "", why, Duration.ZERO);
    }

    private static Process launch(Path program, List<String> argv, SearchPath where)
            throws IOException {
        List<String> command = new ArrayList<>(argv);
        command.set(0, program.toString());
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("PATH", where.toString());
        builder.redirectInput(new File("/dev/null"));
        builder.directory(new File("/")); // a daemon left behind must not keep a mount busy
        return builder.start();
    }

    private CommandResult follow(
            List<String> argv, Process process, long began, Deadline deadline) {
        var child = ChildProcess.follow(tasks, process, argv.get(0));
        boolean inTime = child.join(deadline);
        if (!inTime) {
            child.end(grace);
        }
        return new CommandResult(
                argv,
                inTime ? Ending.EXITED : Ending.TIMED_OUT,
                inTime ? child.status() : -1,
                child.out(),
                child.err(),
                Duration.ofNanos(tasks.nanos() - began));
    }
}
