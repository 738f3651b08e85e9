// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Access;
import io.mortise.host.Appender;
import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.LocalSocket;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Uevent;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.machine.Process;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Programs that are killed, events that go wrong, and what a JVM has open. */
public class FaultKindsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF = Duration.ofMillis(500);

    private final SimulatedHost simulated = SimulatedHost.virtual(5);
    private final Incarnation jvm = simulated.host();

    @Before
    public void furnish() {
        simulated.computer().tree().directory("/d");
        simulated.computer().programs().install(Worlds.program("tool", this::tool));
    }

    private int tool(Process process) {
        process.out("begun ");
        process.pause(HALF);
        process.out("ended");
        return 0;
    }

    @After
    public void close() {
        simulated.close();
    }

    private CommandResult command(Fault fault) {
        simulated.faults(call -> fault);
        return simulated
                .call(() -> jvm.commands().run(List.of("tool"), Worlds.in(jvm, SECOND)))
                .orElseThrow();
    }

    @Test
    public void aKilledProgramHasDoneWhatItHadDoneByThen() {
        CommandResult killed = command(Fault.kill(Duration.ofMillis(100)));
        assertEquals(Ending.EXITED, killed.ending());
        assertEquals(128 + 9, killed.status());
        assertEquals("begun ", killed.out());
        assertEquals(Duration.ofMillis(100), killed.took());
    }

    @Test
    public void aSignalThatComesAfterTheEndDoesNothing() {
        assertTrue(command(Fault.kill(Duration.ofMillis(600))).exited(0));
    }

    @Test
    public void aProgramThatIsAbsentIsNotStarted() {
        CommandResult absent = command(Fault.fail(HostFailure.Kind.UNAVAILABLE));
        assertEquals(Ending.NOT_STARTED, absent.ending());
        assertEquals("", absent.out());
    }

    private long heard(Fault fault, Duration after) {
        Signal signal = jvm.tasks().signal("events");
        simulated.faults(call -> call.isEvent() ? fault : Fault.PASS);
        simulated.run(
                () -> {
                    Held held = jvm.uevents().subscribe(event -> true, signal);
                    simulated
                            .computer()
                            .announcer()
                            .announce(
                                    new Uevent(
                                            Uevent.Source.KERNEL,
                                            "add",
                                            "/devices/x",
                                            "block",
                                            Map.of()));
                    Worlds.pause(jvm, after);
                    held.close();
                });
        return signal.count();
    }

    @Test
    public void anEventComesOnceTwiceLateOrNever() {
        assertEquals(1, heard(Fault.PASS, SECOND));
        assertEquals(2, heard(Fault.GARBLE, SECOND));
        assertEquals(0, heard(Fault.HANG, SECOND));
        assertEquals(0, heard(Fault.late(SECOND), HALF));
        assertEquals(1, heard(Fault.late(HALF), SECOND));
    }

    @Test
    public void whatIsOpenIsNamedUntilItIsClosed() {
        simulated.computer().services().listen("daemon", peer -> bytes -> {});
        simulated.run(
                () -> {
                    Held lock = jvm.files().tryLock("/d/lock", Access.SHARED).orElseThrow();
                    Appender file = jvm.files().append("/d/file");
                    file.append("x".getBytes(UTF_8));
                    LocalSocket socket = jvm.sockets().connect("daemon", Worlds.in(jvm, SECOND));
                    Held events = jvm.uevents().subscribe(event -> true, jvm.tasks().signal("s"));
                    Signal end = jvm.tasks().signal("end");
                    jvm.tasks()
                            .start(
                                    "watcher",
                                    TaskKind.DAEMON,
                                    () -> jvm.tasks().await(end, 0, Worlds.in(jvm, SECOND)));
                    assertEquals(
                            List.of(
                                    "lock /d/lock SHARED",
                                    "file /d/file",
                                    "connection to @daemon",
                                    "subscription of s",
                                    "task watcher"),
                            jvm.open());
                    lock.close();
                    file.close();
                    socket.close();
                    events.close();
                    end.raise();
                    Worlds.pause(jvm, SECOND);
                });
        assertEquals(List.of(), jvm.open());
    }

    @Test
    public void aConnectionThatNobodyHearsOfIsNotKept() {
        simulated.computer().services().listen("daemon", peer -> bytes -> {});
        for (Fault fault : List.of(Fault.TIME_OUT, Fault.late(SECOND.plusSeconds(1)))) {
            simulated.faults(call -> fault);
            simulated.run(
                    () -> {
                        try {
                            jvm.sockets().connect("daemon", Worlds.in(jvm, SECOND)).close();
                            throw new AssertionError("connected");
                        } catch (HostFailure late) {
                            assertEquals(HostFailure.Kind.TIMED_OUT, late.kind());
                        }
                    });
            assertEquals(List.of(), jvm.open());
        }
    }
}
