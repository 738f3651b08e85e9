// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator;

import io.mortise.host.Deadline;
import io.mortise.simulator.baton.Baton;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.jvm.CrashPlan;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Faults;
import io.mortise.simulator.jvm.Incarnation;
import io.mortise.simulator.jvm.Transcript;
import io.mortise.simulator.machine.Computer;
import io.mortise.simulator.system.ScriptedFabric;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * An imagined computer with a JVM on it. For a story, in virtual time:
 *
 * <pre>{@code
 * try (SimulatedHost simulated = SimulatedHost.virtual(seed)) {
 *     Fabric fabric = simulated.fabric();
 *     fabric.target(IQN).lun(1, fabric.volume("data", 64 << 20)).portal("10.10.0.2:3260");
 *     simulated.run(() -> new Engine(simulated.host()).attach(volume));
 *     assertEquals(List.of(), fabric.unknownCalls());
 * }
 * }</pre>
 *
 * <p>What happens follows from the seed and from nothing else. Between two bodies time and all
 * tasks stand still. To be used by one thread, apart from the hosts that it gives out.
 */
public final class SimulatedHost implements AutoCloseable {
    private static final int MOST_LINES_PACED = 10_000;
    private static final Duration BEAT = Duration.ofMillis(100);

    private final Baton baton;
    private final SplittableRandom seeds;
    private final Computer computer;
    private final Transcript transcript;
    private Optional<Fabric> fabric = Optional.empty();
    private int jvms;
    private Incarnation host;

    private SimulatedHost(Baton baton, SplittableRandom seeds, int mostLines) {
        this.baton = baton;
        this.seeds = seeds;
        this.computer = new Computer(baton, seeds.nextLong());
        this.transcript = new Transcript(mostLines);
        this.host = another();
    }

    /** A computer in virtual time. */
    public static SimulatedHost virtual(long seed) {
        return virtual(seed, Integer.MAX_VALUE);
    }

    /**
     * A computer in virtual time that lives long.
     *
     * @param mostLines how many lines of the transcript are kept; at least 1
     */
    public static SimulatedHost virtual(long seed, int mostLines) {
        if (mostLines < 1) {
            throw new IllegalArgumentException("a transcript of " + mostLines + " lines");
        }
        var seeds = new SplittableRandom(seed);
        return new SimulatedHost(Baton.virtual(seeds.nextLong()), seeds, mostLines);
    }

    /** A computer on the real clock. */
    public static SimulatedHost paced(long seed) {
        var seeds = new SplittableRandom(seed);
        return new SimulatedHost(Baton.paced(seeds.nextLong()), seeds, MOST_LINES_PACED);
    }

    /** The computer. */
    public Computer computer() {
        return computer;
    }

    /**
     * The storage network, to script it. The first call connects it, and installs Linux on the
     * computer: kernel, daemons and tools. Without it the computer is empty.
     */
    public Fabric fabric() {
        Fabric connected = fabric.orElseGet(() -> ScriptedFabric.on(computer));
        fabric = Optional.of(connected);
        return connected;
    }

    /** The JVM that runs now, or crashed last. */
    public Incarnation host() {
        return host;
    }

    /** Starts one more JVM on the computer, at the same time as {@link #host()}. */
    public Incarnation another() {
        return new Incarnation(computer, "jvm" + ++jvms, seeds.nextLong(), transcript);
    }

    /** Starts a new JVM in place of the present one, which is killed if it has not crashed yet. */
    public Incarnation restart(Children children) {
        if (!host.dead()) {
            host.crash(children);
        }
        baton.bury();
        host = another();
        return host;
    }

    /** The power goes and comes back; a new JVM starts. */
    public Incarnation reboot() {
        computer.reboot();
        baton.bury();
        host = another();
        return host;
    }

    /**
     * Runs a body as a task of the present JVM, to its end.
     *
     * @throws io.mortise.simulator.baton.Crashed if the JVM crashed meanwhile
     * @throws io.mortise.simulator.baton.Deadlock if it can never end
     */
    public void run(Runnable body) {
        baton.run(
                host.party(),
                "main",
                () -> {
                    body.run();
                    return true;
                });
    }

    /** As {@link #run}, with what the body returned; empty if that was nothing. */
    public <T> Optional<T> call(Supplier<T> body) {
        return baton.run(host.party(), "main", body);
    }

    /** Lets simulated time pass. */
    public void pass(Duration time) {
        run(() -> pause(time));
    }

    private void pause(Duration time) {
        var tasks = host.tasks();
        tasks.await(tasks.signal("time passes"), 0, Deadline.in(tasks, time));
    }

    /**
     * Lets time pass until all work that is under way has ended.
     *
     * @return whether it has, within the limit
     */
    public boolean settle(Duration limit) {
        return call(() -> settled(host.tasks().deadline(limit))).orElse(false);
    }

    private boolean settled(Deadline deadline) {
        while (baton.atWork() > 0 && !deadline.passed()) {
            pause(BEAT);
        }
        return baton.atWork() == 0;
    }

    /** All calls of all JVMs to the host. */
    public Transcript transcript() {
        return transcript;
    }

    /** Sets what goes wrong with the calls of the present JVM. */
    public void faults(Faults faults) {
        host.faults(faults);
    }

    /** Sets when the present JVM is to crash. */
    public void crash(CrashPlan plan) {
        host.crash(plan);
    }

    /** Ends everything; threads that would never run again are let go. */
    @Override
    public void close() {
        baton.close();
    }
}
