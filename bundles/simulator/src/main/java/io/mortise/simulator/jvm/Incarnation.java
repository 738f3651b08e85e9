// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Commands;
import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import io.mortise.host.HostIdentity;
import io.mortise.host.HostNames;
import io.mortise.host.Inquiries;
import io.mortise.host.LocalSockets;
import io.mortise.host.Tasks;
import io.mortise.host.Uevents;
import io.mortise.simulator.baton.Party;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.machine.Computer;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JVM on the imagined computer, from its start to its crash. Several may run at once on one
 * computer.
 */
public final class Incarnation implements Host {
    private final Computer computer;
    private final Party party;
    private final Tasks tasks;
    private final HostIdentity identity;
    private final Gate gate;
    private final Handles handles;
    private final ChildCommands commands;
    private final KernelWrites writes;
    private final HostFiles files;
    private final Uevents uevents;
    private final LocalSockets sockets;
    private final Inquiries inquiries;
    private final HostNames names;

    /**
     * @param name seen in transcripts
     * @param seed what its random numbers follow from
     */
    public Incarnation(Computer computer, String name, long seed, Transcript transcript) {
        this.computer = computer;
        this.party = new Party(name);
        this.tasks = computer.baton().tasks(party, seed);
        this.identity = computer.identity();
        this.gate =
                new Gate(computer.baton(), party, tasks, seed, transcript, this::crashAsPlanned);
        this.handles = new Handles(gate);
        this.commands = new ChildCommands(gate, computer, tasks);
        this.writes = new KernelWrites(gate, computer);
        this.files = new TreeFiles(gate, handles, computer, party, writes);
        this.uevents = new Subscriptions(gate, handles, computer, party);
        this.sockets = new ServiceSockets(gate, handles, computer, party);
        this.inquiries = new DiskInquiries(gate, computer);
        this.names = new HostsFile(gate, computer);
        computer.inhabit(party);
    }

    @Override
    public HostIdentity identity() {
        return identity;
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public Commands commands() {
        return commands;
    }

    @Override
    public HostFiles files() {
        return files;
    }

    @Override
    public Uevents uevents() {
        return uevents;
    }

    @Override
    public LocalSockets sockets() {
        return sockets;
    }

    @Override
    public Inquiries inquiries() {
        return inquiries;
    }

    @Override
    public HostNames names() {
        return names;
    }

    /** Its tasks. */
    public Party party() {
        return party;
    }

    /** Whether it has crashed. */
    public boolean dead() {
        return party.dead();
    }

    /**
     * What it has open, and which tasks it has: nothing once all that ran on it has been closed.
     */
    public List<String> open() {
        return computer.inside(
                () ->
                        Stream.concat(
                                        handles.open().stream(),
                                        computer.baton().tasks(party).stream()
                                                .map(task -> "task " + task))
                                .toList());
    }

    /** How many calls it has made so far. */
    public int calls() {
        return computer.inside(gate::calls);
    }

    /** Sets what goes wrong from now on. */
    public void faults(Faults faults) {
        inside(() -> gate.faults(faults));
    }

    /** Sets when it is to crash. */
    public void crash(CrashPlan plan) {
        inside(() -> gate.plan(plan));
    }

    /** Sets how long calls take from now on. */
    public void latencies(CallLatencies latencies) {
        inside(() -> gate.latencies(latencies));
    }

    /**
     * Crashes now: none of its tasks ever runs again, bytes that it had not forced are lost, its
     * locks are free once the kernel has answered its writes. Does not come back to a task of its
     * own.
     */
    public void crash(Children children) {
        inside(() -> die(children));
    }

    private void inside(Runnable body) {
        computer.inside(
                () -> {
                    body.run();
                    return party;
                });
    }

    private void crashAsPlanned() {
        die(gate.plan().children());
    }

    private void die(Children children) {
        if (children == Children.DIE) {
            commands.killAll();
        }
        computer.disk().loseBytes();
        // a process whose thread is in the kernel keeps its files, and so its locks, until that
        // ends
        writes.whenAllAreAnswered(() -> computer.locks().release(party));
        computer.announcer().forget(party);
        computer.services().hangUp(party);
        computer.baton().crash(List.of(party));
    }
}
