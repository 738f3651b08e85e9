// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.Signal;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.baton.Crashed;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import io.mortise.simulator.machine.Process;
import io.mortise.simulator.machine.Program;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.junit.After;
import org.junit.Test;

public class ProcessesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedHost simulated = SimulatedHost.virtual(3);

    @After
    public void close() {
        simulated.close();
    }

    private void install(String name, ToIntFunction<Process> body) {
        Program program = Worlds.program(name, body);
        simulated.computer().programs().install(program);
    }

    private CommandResult run(String... argv) {
        Incarnation jvm = simulated.host();
        return simulated
                .call(() -> jvm.commands().run(List.of(argv), Worlds.in(jvm, SECOND)))
                .orElseThrow();
    }

    @Test
    public void aProgramGetsItsArgumentsAndGivesOutputAndStatus() {
        install(
                "echo",
                process -> {
                    process.out(String.join(" ", process.argv().subList(1, 3)));
                    process.err("moan");
                    process.pause(Duration.ofMillis(30));
                    return 7;
                });
        CommandResult result = run("/usr/bin/echo", "a", "b");
        assertTrue(result.exited(7));
        assertEquals("a b", result.out());
        assertEquals("moan", result.err());
        assertEquals(Duration.ofMillis(30), result.took());
    }

    @Test
    public void whatIsNotInstalledIsNotStarted() {
        assertEquals(Ending.NOT_STARTED, run("nothing").ending());
        install("tool", process -> 0);
        simulated.computer().programs().uninstall("tool");
        assertEquals(Ending.NOT_STARTED, run("tool").ending());
    }

    @Test
    public void outputIsKeptUpToOneMebibyte() {
        install(
                "yes",
                process -> {
                    for (int i = 0; i < 300; i++) {
                        process.out("y".repeat(8000));
                    }
                    return 0;
                });
        assertEquals(1 << 20, run("yes").out().length());
    }

    @Test
    public void atTheDeadlineTermEndsAProgram() {
        install("sleep", process -> sleep(process));
        CommandResult result = run("sleep");
        assertEquals(Ending.TIMED_OUT, result.ending());
        assertEquals(128 + 15, result.status());
        assertEquals(SECOND, result.took());
    }

    private static int sleep(Process process) {
        process.out("before");
        process.pause(Duration.ofMinutes(1));
        process.out("after");
        return 0;
    }

    @Test
    public void killEndsWhatMindsNoTermTwoSecondsLater() {
        install(
                "stubborn",
                process -> {
                    process.ignoreTerm();
                    return sleep(process);
                });
        CommandResult result = run("stubborn");
        assertEquals(Ending.TIMED_OUT, result.ending());
        assertEquals(128 + 9, result.status());
        assertEquals("before", result.out());
        assertEquals(SECOND.multipliedBy(3), result.took());
    }

    @Test
    public void whatHangsInTheKernelIsLeftToItselfAndDiesWhenItComesBack() {
        boolean[] after = {false};
        install(
                "stuck",
                process -> {
                    process.block(Duration.ofSeconds(10));
                    after[0] = true;
                    return 0;
                });
        CommandResult result = run("stuck");
        assertEquals(Ending.TIMED_OUT, result.ending());
        assertEquals(-1, result.status());
        assertEquals(1, simulated.computer().programs().running().size());
        simulated.pass(Duration.ofSeconds(10));
        assertEquals(List.of(), simulated.computer().programs().running());
        assertFalse(after[0]);
    }

    @Test
    public void whatSomebodyElseKillsHasExited() {
        install("sleep", ProcessesTest::sleep);
        simulated
                .computer()
                .timeline()
                .after(
                        Duration.ofMillis(500),
                        "kill",
                        () ->
                                simulated
                                        .computer()
                                        .programs()
                                        .running()
                                        .forEach(
                                                p ->
                                                        simulated
                                                                .computer()
                                                                .programs()
                                                                .kill(p.pid())));
        assertTrue(run("sleep").exited(128 + 9));
    }

    @Test
    public void aProgramWaitsForASignalOfTheMachine() {
        Signal up = simulated.computer().timeline().signal("up");
        simulated.computer().timeline().after(Duration.ofMillis(10), "up", up::raise);
        install("wait", process -> process.await(up, 0, SECOND) ? 0 : 1);
        assertTrue(run("wait").exited(0));
    }

    @Test
    public void whatAKilledProgramDidStays() {
        install(
                "iscsiadm",
                process -> {
                    process.machine().tree().file("/run/lock/iscsi/lock.write", "");
                    process.pause(Duration.ofMinutes(1));
                    process.machine().tree().remove("/run/lock/iscsi/lock.write");
                    return 0;
                });
        run("iscsiadm");
        assertTrue(simulated.host().files().exists("/run/lock/iscsi/lock.write"));
    }

    @Test
    public void aProgramThatBreaksEndsTheStoryLoudly() {
        install(
                "broken",
                process -> {
                    throw new IllegalArgumentException("bug");
                });
        var failure = assertThrows(IllegalStateException.class, () -> run("broken"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("broken"));
        assertEquals("bug", failure.getCause().getMessage());
    }

    @Test
    public void processesOfOneMachineRunSideBySide() {
        install("sleep", process -> pauseFor(process, Duration.ofMillis(900)));
        Incarnation jvm = simulated.host();
        simulated.run(
                () -> {
                    var tasks = jvm.tasks();
                    List<Supplier<Boolean>> two = List.of(() -> sleeper(jvm), () -> sleeper(jvm));
                    tasks.forkAndJoin("sleepers", two)
                            .forEach(task -> assertTrue(task.result().orElseThrow()));
                    assertEquals(Duration.ofMillis(900).toNanos(), tasks.nanos());
                });
    }

    private static int pauseFor(Process process, Duration time) {
        process.pause(time);
        return 0;
    }

    private static boolean sleeper(Incarnation jvm) {
        return jvm.commands().run(List.of("sleep"), Worlds.in(jvm, SECOND)).exited(0);
    }

    @Test
    public void childrenOfACrashedJvmLiveOnOrDieAsChosen() {
        for (Children children : Children.values()) {
            try (var other = SimulatedHost.virtual(1)) {
                other.computer().programs().install(Worlds.program("login", this::login));
                other.crash(new CrashPlan(1, Moment.DURING, children));
                Incarnation jvm = other.host();
                assertThrows(
                        Crashed.class,
                        () ->
                                other.run(
                                        () ->
                                                jvm.commands()
                                                        .run(
                                                                List.of("login"),
                                                                Worlds.in(jvm, SECOND))));
                Incarnation next = other.restart(children);
                other.pass(SECOND);
                assertEquals(children == Children.LIVE_ON, next.files().exists("/run/session"));
            }
        }
    }

    private int login(Process process) {
        process.pause(Duration.ofMillis(100));
        process.machine().tree().file("/run/session", "up");
        return 0;
    }

    @Test
    public void aRebootEndsAllProcesses() {
        simulated.computer().programs().install(Worlds.program("login", this::login));
        simulated.computer().programs().start(List.of("login"));
        simulated.reboot();
        simulated.pass(SECOND);
        assertFalse(simulated.host().files().exists("/run/session"));
        assertEquals(List.of(), simulated.computer().programs().running());
    }
}
