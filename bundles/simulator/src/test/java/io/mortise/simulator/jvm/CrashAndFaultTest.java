// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.host.HostFailure;
import io.mortise.host.LocalSocket;
import io.mortise.host.Written;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.baton.Crashed;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import io.mortise.simulator.machine.Process;
import io.mortise.simulator.machine.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class CrashAndFaultTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedHost simulated = SimulatedHost.virtual(5);
    private final Incarnation jvm = simulated.host();
    private final Tree tree = simulated.computer().tree();
    private final List<String> effects = new ArrayList<>();

    @Before
    public void furnish() {
        tree.directory("/d");
        tree.file("/d/text", "0123456789");
        tree.writeOnly(
                "/sys/scan",
                (text, answer) -> {
                    effects.add("scan");
                    answer.accept(Written.DONE);
                });
        simulated.computer().programs().install(Worlds.program("tool", this::tool));
        simulated
                .computer()
                .inquiry(
                        (disk, page, answer) ->
                                answer.accept(Optional.of(new byte[] {0, 1, 2, 3})));
    }

    private int tool(Process process) {
        effects.add("tool");
        process.out("0123456789");
        return 0;
    }

    @After
    public void close() {
        simulated.close();
    }

    private <T> T call(Supplier<T> body) {
        return simulated.call(body).orElseThrow();
    }

    private Written write() {
        return call(() -> jvm.files().write("/sys/scan", "1", Worlds.in(jvm, SECOND)));
    }

    private CommandResult command() {
        return call(() -> jvm.commands().run(List.of("tool"), Worlds.in(jvm, SECOND)));
    }

    private Optional<byte[]> inquiry() {
        return call(() -> jvm.inquiries().vitalProductData("sda", 0x83, Worlds.in(jvm, SECOND)));
    }

    private HostFailure.Kind readFailure() {
        return assertThrows(
                        HostFailure.class, () -> simulated.run(() -> jvm.files().read("/d/text")))
                .kind();
    }

    private void always(Fault fault) {
        simulated.faults(call -> fault);
    }

    @Test
    public void withoutAFaultAllIsDoneAndAnswered() {
        assertEquals(Written.DONE, write());
        assertTrue(command().exited(0));
        assertEquals(4, inquiry().orElseThrow().length);
        assertEquals(List.of("scan", "tool"), effects);
    }

    @Test
    public void whatFailsIsNotDone() {
        always(Fault.fail(HostFailure.Kind.IO));
        assertEquals(Written.REFUSED, write());
        assertTrue(command().exited(1));
        assertEquals(Optional.empty(), inquiry());
        assertEquals(HostFailure.Kind.IO, readFailure());
        assertEquals(List.of(), effects);
    }

    @Test
    public void whatHangsIsNotDoneAndUnknownAtTheDeadline() {
        always(Fault.HANG);
        assertEquals(Written.UNKNOWN, write());
        assertEquals(SECOND.toNanos(), jvm.tasks().nanos() / 1_000_000_000 * 1_000_000_000);
        assertEquals("for good", 1, jvm.files().unanswered("/sys/scan").size());
        assertEquals(Ending.TIMED_OUT, command().ending());
        assertEquals(Optional.empty(), inquiry());
        assertEquals(HostFailure.Kind.TIMED_OUT, readFailure());
        assertEquals(List.of(), effects);
    }

    @Test
    public void whatTimesOutIsDoneAndUnknownAtTheDeadline() {
        always(Fault.TIME_OUT);
        assertEquals(Written.UNKNOWN, write());
        assertEquals("answered", List.of(), jvm.files().unanswered("/sys/scan"));
        assertEquals(Ending.TIMED_OUT, command().ending());
        assertEquals(Optional.empty(), inquiry());
        assertEquals(List.of("scan", "tool"), effects);
    }

    @Test
    public void whatIsGarbledIsDoneAndCutOff() {
        always(Fault.GARBLE);
        assertEquals("01234", command().out());
        assertEquals(2, inquiry().orElseThrow().length);
        assertEquals("01234", call(() -> jvm.files().read("/d/text")).orElseThrow());
        assertEquals(List.of("tool"), effects);
    }

    @Test
    public void whatIsLateIsAnsweredLateAndAfterTheDeadlineNotAtAll() {
        always(Fault.late(SECOND.dividedBy(2)));
        assertEquals(Written.DONE, write());
        always(Fault.late(SECOND.multipliedBy(2)));
        assertEquals(Written.UNKNOWN, write());
        assertEquals(List.of("scan", "scan"), effects);
    }

    @Test
    public void faultsAreAimedAtOneCall() {
        simulated.faults(Faults.at(2, Fault.fail(HostFailure.Kind.IO)));
        assertEquals(Written.DONE, write());
        assertEquals(Written.REFUSED, write());
        assertEquals(Written.DONE, write());
        assertTrue(simulated.transcript().text().contains("-> REFUSED (injected: FAIL)"));
    }

    @Test
    public void aSocketFailsAndTimesOutAndIsClosedByItsDaemon() {
        simulated.computer().services().listen("echo", peer -> peer::send);
        simulated.computer().services().listen("mute", peer -> bytes -> {});
        simulated.computer().services().listen("rude", peer -> bytes -> peer.close());
        assertEquals("hi", call(() -> ask("echo", 2)));
        failsWith(HostFailure.Kind.TIMED_OUT, "mute");
        failsWith(HostFailure.Kind.GARBLED, "rude");
        failsWith(HostFailure.Kind.UNAVAILABLE, "nobody");
        always(Fault.fail(HostFailure.Kind.REFUSED));
        failsWith(HostFailure.Kind.REFUSED, "echo");
    }

    private String ask(String name, int count) {
        try (LocalSocket socket = jvm.sockets().connect(name, Worlds.in(jvm, SECOND))) {
            socket.send("hi".getBytes(UTF_8));
            return new String(socket.receive(count), UTF_8);
        }
    }

    private void failsWith(HostFailure.Kind kind, String name) {
        var failure = assertThrows(HostFailure.class, () -> simulated.run(() -> ask(name, 2)));
        assertEquals(failure.getMessage(), kind, failure.kind());
    }

    @Test
    public void aCrashBeforeACallLeavesItUndoneAndAfterItDone() {
        for (Moment moment : List.of(Moment.BEFORE, Moment.AFTER)) {
            try (var other = SimulatedHost.virtual(2)) {
                other.computer().tree().directory("/d");
                other.crash(new CrashPlan(3, moment, Children.LIVE_ON));
                assertThrows(Crashed.class, () -> other.run(() -> touchFive(other.host())));
                List<String> left = other.restart(Children.LIVE_ON).files().list("/d");
                assertEquals(moment == Moment.BEFORE ? 2 : 3, left.size());
            }
        }
    }

    private static void touchFive(Incarnation host) {
        try {
            for (int i = 0; i < 5; i++) {
                host.files().makeDirectories("/d/" + i);
            }
        } finally {
            host.files().makeDirectories("/d/finally");
        }
    }

    @Test
    public void aTornAppendLeavesAnyPartOfTheRecord() {
        Set<Integer> lengths = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            try (var other = SimulatedHost.virtual(seed)) {
                other.computer().tree().directory("/d");
                other.crash(new CrashPlan(3, Moment.DURING, Children.LIVE_ON));
                assertThrows(Crashed.class, () -> other.run(() -> appendTwice(other.host())));
                String left = other.restart(Children.LIVE_ON).files().read("/d/log").orElseThrow();
                assertTrue(left, "onetwo".startsWith(left) && left.startsWith("one"));
                lengths.add(left.length());
            }
        }
        assertEquals(Set.of(3, 4, 5, 6), lengths);
    }

    private static void appendTwice(Incarnation host) {
        try (var log = host.files().append("/d/log")) {
            log.append("one".getBytes(UTF_8));
            log.append("two".getBytes(UTF_8));
        }
    }

    @Test
    public void aCrashStopsAllTasksOfTheJvmAndOnlyThose() {
        Incarnation bystander = simulated.another();
        simulated.crash(CrashPlan.before(20));
        bystander.tasks().fork("bystander", () -> work(bystander, "/d/bystander"));
        assertThrows(
                Crashed.class,
                () ->
                        simulated.run(
                                () -> {
                                    jvm.tasks().fork("one", () -> work(jvm, "/d/one"));
                                    jvm.tasks().fork("two", () -> work(jvm, "/d/two"));
                                    Worlds.pause(jvm, Duration.ofMinutes(1));
                                }));
        assertEquals(20, jvm.calls());
        simulated.restart(Children.LIVE_ON);
        simulated.pass(Duration.ofMinutes(1));
        assertEquals(20, jvm.calls());
        assertEquals(40, bystander.calls());
        assertFalse(simulated.host().dead());
        assertThrows(Crashed.class, () -> jvm.files().read("/d/text"));
    }

    private static boolean work(Incarnation host, String path) {
        for (int i = 0; i < 20; i++) {
            host.files().makeDirectories(path);
            host.files().remove(path);
        }
        return true;
    }

    @Test
    public void aStoryToldTwiceGivesTheSameTranscript() {
        for (long seed = 0; seed < 10; seed++) {
            assertEquals(story(seed), story(seed));
        }
        assertFalse(story(1).equals(story(2)));
    }

    private String story(long seed) {
        try (var other = SimulatedHost.virtual(seed)) {
            other.computer().tree().directory("/d");
            other.computer().programs().install(Worlds.program("tool", this::tool));
            Incarnation host = other.host();
            other.run(
                    () -> {
                        List<Supplier<Boolean>> bodies = new ArrayList<>();
                        for (String name : List.of("a", "b", "c")) {
                            bodies.add(() -> chapter(host, name));
                        }
                        host.tasks().forkAndJoin("teller", bodies);
                    });
            return other.transcript().text();
        }
    }

    private static boolean chapter(Incarnation host, String name) {
        host.files().replace("/d/" + name, "/d/." + name, name.getBytes(UTF_8));
        host.commands().run(List.of("tool", name), Worlds.in(host, SECOND));
        return host.files().exists("/d/" + host.tasks().random());
    }

    @Test
    public void callsTakeTheTimeOfTheTable() {
        Duration look = Duration.ofMillis(1);
        Duration change = Duration.ofMillis(10);
        Duration force = Duration.ofMillis(100);
        jvm.latencies(new CallLatencies(look, change, force, SECOND, 0));
        assertEquals(look, took(() -> jvm.files().exists("/d/text")));
        assertEquals(change, took(() -> jvm.files().remove("/d/text")));
        assertEquals(force, took(() -> jvm.files().replace("/d/a", "/d/.a", new byte[3])));
        assertEquals(SECOND, took(this::command));
        jvm.latencies(CallLatencies.none());
        assertEquals(Duration.ZERO, took(this::command));
    }

    private Duration took(Runnable body) {
        long before = jvm.tasks().nanos();
        simulated.run(body);
        return Duration.ofNanos(jvm.tasks().nanos() - before);
    }

    @Test
    public void callsInsideAnAtomicBodyAreRefused() {
        var refusal =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                simulated.run(
                                        () ->
                                                jvm.tasks()
                                                        .atomically(
                                                                () -> jvm.files().exists("/"))));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("atomic body must not"));
    }

    @Test
    public void settlingWaitsForWorkInTheBackground() {
        simulated.run(() -> jvm.tasks().fork("late", () -> work(jvm, "/d/late")));
        assertTrue(simulated.settle(Duration.ofMinutes(1)));
        assertEquals(40, jvm.calls());
    }

    @Test
    public void theThreadsOfTasksThatDiedAreLetGoWithTheNextJvm() {
        var unwound = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            Incarnation dying = simulated.host();
            simulated.run(
                    () ->
                            dying.tasks()
                                    .fork(
                                            "waits",
                                            () -> {
                                                var tasks = dying.tasks();
                                                var never = tasks.signal("never");
                                                try {
                                                    return tasks.await(
                                                            never,
                                                            0,
                                                            tasks.deadline(Duration.ofDays(1)));
                                                } finally {
                                                    unwound.add(dying.party().toString());
                                                }
                                            }));
            simulated.pass(SECOND);
            simulated.restart(Children.DIE);
            assertEquals(i + 1, unwound.size());
        }
        assertEquals(List.of("jvm1", "jvm2", "jvm3"), unwound);
    }

    @Test
    public void aHostThatLivesLongKeepsTheLastLinesOfItsTranscript() {
        try (var other = SimulatedHost.virtual(1, 3)) {
            other.run(
                    () -> {
                        for (int i = 0; i < 5; i++) {
                            other.host().files().exists("/" + i);
                        }
                    });
            List<String> subjects =
                    other.transcript().lines().stream().map(l -> l.call().subject()).toList();
            assertEquals(List.of("/2", "/3", "/4"), subjects);
        }
        assertThrows(IllegalArgumentException.class, () -> SimulatedHost.virtual(1, 0));
    }
}
