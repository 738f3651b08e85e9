// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import io.mortise.simulator.baton.Baton;
import io.mortise.simulator.baton.Party;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Programs and their processes, each a task of its own. */
public final class ProcessTable implements Programs {
    private static final long FIRST_PID = 1000;

    private final Machine machine;
    private final Baton baton;
    private final Map<String, Program> programs = new TreeMap<>();
    private final Map<Long, ProcessRun> running = new LinkedHashMap<>();
    private Party boot = new Party("processes");
    private Tasks tasks;
    private long lastPid = FIRST_PID;

    ProcessTable(Machine machine, Baton baton) {
        this.machine = machine;
        this.baton = baton;
        this.tasks = baton.tasks(boot, 0);
    }

    @Override
    public void install(Program program) {
        programs.put(program.name(), program);
    }

    @Override
    public void uninstall(String name) {
        programs.remove(name);
    }

    @Override
    public Optional<Program> find(String name) {
        return Optional.ofNullable(programs.get(name.substring(name.lastIndexOf('/') + 1)));
    }

    @Override
    public List<Process> running() {
        return List.copyOf(running.values());
    }

    @Override
    public void kill(long pid) {
        Optional.ofNullable(running.get(pid)).ifPresent(ProcessRun::kill);
    }

    /** Starts a process; empty if there is no such program. */
    public Optional<ProcessRun> start(List<String> argv) {
        return find(argv.get(0)).map(program -> start(program, argv));
    }

    private ProcessRun start(Program program, List<String> argv) {
        var process = new ProcessRun(machine, baton, tasks, ++lastPid, argv);
        running.put(process.pid(), process);
        baton.start(
                boot,
                program.name() + "[" + process.pid() + "]",
                TaskKind.WORK,
                () -> baton.inside(() -> live(process, program)));
        return process;
    }

    private int live(ProcessRun process, Program program) {
        try {
            return process.live(program);
        } finally {
            running.remove(process.pid());
        }
    }

    /** All processes are gone. */
    Party powerLost() {
        Party before = boot;
        boot = new Party("processes");
        tasks = baton.tasks(boot, 0);
        running.clear();
        programs.clear();
        return before;
    }
}
