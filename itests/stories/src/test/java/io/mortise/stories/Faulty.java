// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.jvm.Faults;
import io.mortise.simulator.jvm.Transcript;
import io.mortise.stories.Acts.Act;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How calls go wrong, and what has to be so in the end, whatever did. */
final class Faulty {
    // what goes on by itself has ended by then
    private static final Duration LATE = Duration.ofMinutes(3);
    // so often leftovers are tried again, a minute apart
    private static final int RETRIES = 20;
    private static final Pattern PORTAL = Pattern.compile("10\\.10\\.\\d\\.2[:,]3260");

    private static final Fault LATER = Fault.late(Duration.ofSeconds(3));
    private static final Fault ERROR = Fault.fail(HostFailure.Kind.IO);
    private static final Fault FULL = Fault.fail(HostFailure.Kind.FULL);
    private static final Fault REFUSED = Fault.fail(HostFailure.Kind.REFUSED);
    private static final Fault ABSENT = Fault.fail(HostFailure.Kind.UNAVAILABLE);

    private Faulty() {}

    /** All ways in which a call can go wrong. */
    static List<Fault> ways(Call call) {
        return switch (call.operation()) {
            case Call.EVENT -> List.of(Fault.HANG, LATER, Fault.GARBLE);
            // these do not wait for anybody's answer: the kernel does them or does not
            case Call.LOCK, Call.OPEN, Call.MAKE_DIRECTORIES -> List.of(ERROR, FULL, REFUSED);
            case Call.SUBSCRIBE -> List.of(ERROR, REFUSED);
            case Call.REPLACE, Call.APPEND, Call.HARD_LINK ->
                    List.of(ERROR, FULL, REFUSED, Fault.HANG, Fault.TIME_OUT, LATER);
            case Call.REMOVE -> List.of(ERROR, FULL, REFUSED, Fault.TIME_OUT, LATER);
            // the kernel neither lists half a folder nor gives half an attribute
            case Call.LIST -> List.of(ERROR, Fault.HANG, LATER);
            case Call.READ ->
                    call.subject().startsWith("/sys/")
                            ? List.of(ERROR, Fault.HANG, LATER)
                            : List.of(ERROR, Fault.HANG, Fault.GARBLE, LATER);
            case Call.COMMAND ->
                    List.of(
                            ERROR,
                            ABSENT,
                            Fault.HANG,
                            Fault.TIME_OUT,
                            Fault.GARBLE,
                            LATER,
                            Fault.kill(Duration.ofMillis(1)),
                            Fault.kill(Duration.ofMillis(12)),
                            Fault.kill(Duration.ofMillis(150)));
            case Call.CONNECT -> List.of(ERROR, ABSENT, REFUSED, Fault.HANG, LATER);
            default -> List.of(ERROR, Fault.HANG, Fault.TIME_OUT, Fault.GARBLE, LATER);
        };
    }

    /** The calls and events of an act where nothing goes wrong, in the order they were begun. */
    static List<Call> calls(Act act, long seed) {
        try (var world = new World(seed)) {
            begin(world, act);
            int before = world.simulated().host().calls();
            int lines = world.simulated().transcript().lines().size();
            act.act().accept(world);
            return world.simulated().transcript().lines().stream()
                    .skip(lines)
                    .map(Transcript.Line::call)
                    .filter(call -> call.isEvent() || call.number() > before)
                    .toList();
        }
    }

    /**
     * An act while calls go wrong; then all goes well again, and in the end nothing is left.
     *
     * @param struck the calls that went wrong so far
     */
    static void run(World world, Act act, Faults faults, Collection<Call> struck) {
        List<Attachment> before = begin(world, act);
        world.simulated().faults(faults);
        Optional<VolumeException> told = attempt(world, act.act());
        told.filter(failure -> struck.size() == 1)
                .ifPresent(failure -> names(failure, struck.iterator().next()));
        world.simulated().faults(Faults.NONE);
        world.pass(LATE);
        comesToRest(world);
        // a write that the kernel never answers holds its disk for as long as the JVM runs
        if (!atRest(world) && struck.stream().anyMatch(c -> c.operation().equals(Call.WRITE))) {
            world.restart(Children.DIE);
            comesToRest(world);
        }
        assertTrue("" + problems(world), atRest(world));
        before.stream()
                .filter(each -> act.standing().equals(Optional.of(HandedOut.number(each))))
                .forEach(each -> HandedOut.stands(world, each));
        HandedOut.proven(world);
        if (act == Acts.EXTEND) {
            act.act().accept(world);
            long size = world.list().get(0).device().orElseThrow().sizeBytes();
            assertEquals(Acts.GROWN, size);
        }
        ends(world, struck);
    }

    // the same whether calls are counted or struck: even a write of others changes their order
    private static List<Attachment> begin(World world, Act act) {
        act.prologue().accept(world);
        List<Attachment> all = world.list();
        if (act != Acts.FORCED_DETACH) {
            all.forEach(each -> HandedOut.written(world, each));
        }
        return all;
    }

    static void comesToRest(World world) {
        for (int minute = 0; minute < RETRIES && !atRest(world); minute++) {
            world.pass(Duration.ofMinutes(1));
        }
    }

    private static Optional<VolumeException> attempt(World world, Consumer<World> act) {
        try {
            act.accept(world);
            return Optional.empty();
        } catch (VolumeException told) {
            return Optional.of(told);
        }
    }

    private static void names(VolumeException told, Call struck) {
        String message = told.getMessage();
        assertTrue("says too little: " + message, message.length() > 20);
        Matcher portal = PORTAL.matcher(struck.subject());
        if (portal.find()) {
            String name = portal.group().replace(',', ':');
            // or as the file names of open-iscsi have it, which a message may tell
            if (!message.contains(name) && !message.contains(portal.group())) {
                throw new AssertionError("does not name " + name + ": " + message, told);
            }
        }
    }

    /** A failure with where in Mortise it came from. */
    static String describe(Throwable failure) {
        var text = new StringBuilder(failure.toString());
        for (Throwable at = failure; at != null; at = at.getCause()) {
            Stream.of(at.getStackTrace())
                    .filter(frame -> frame.getClassName().matches("io.mortise.(?!simul|stor).*"))
                    .limit(12)
                    .forEach(frame -> text.append("\n        at ").append(frame));
        }
        return text.toString();
    }

    static List<String> problems(World world) {
        var problems = new ArrayList<String>();
        List<Attachment> all = world.list();
        for (Attachment one : all) {
            if (one.state() != AttachmentState.ATTACHED
                    && one.state() != AttachmentState.DEGRADED) {
                problems.add(one.state() + ": " + one.detail());
            }
        }
        if (world.trails().size() != all.size()) {
            problems.add(all.size() + " attachments, but trails " + world.trails());
        }
        if (all.isEmpty() && !world.ours().isEmpty()) {
            problems.add("left: " + world.ours());
        }
        return problems;
    }

    static boolean atRest(World world) {
        return problems(world).isEmpty();
    }

    // a write that the kernel never answered keeps it waiting for a while
    static void detachAtLast(World world, Attachment attachment) {
        for (int minute = 0; minute < RETRIES; minute++) {
            try {
                world.detach(attachment);
                return;
            } catch (VolumeException told) {
                // what was lost is told once, and nobody is to try again without a look at it
                if (told.reason() != Reason.FLUSH_FAILED) {
                    assertEquals(told.describe(), VolumeException.Retry.MAY_HELP, told.retry());
                }
                world.pass(Duration.ofMinutes(1));
            }
        }
        world.detach(attachment);
    }

    private static void ends(World world, Collection<Call> struck) {
        for (Attachment one : world.list()) {
            try {
                detachAtLast(world, one);
            } catch (VolumeException scanUnanswered) {
                // its disk may come for as long as the JVM, and so the write, lives
                if (struck.stream().noneMatch(c -> c.operation().equals(Call.WRITE))) {
                    throw scanUnanswered;
                }
                world.restart(Children.DIE);
                detachAtLast(world, one);
            }
        }
        world.verify();
        world.restart(Children.DIE);
        world.mortise();
        world.verify();
    }
}
