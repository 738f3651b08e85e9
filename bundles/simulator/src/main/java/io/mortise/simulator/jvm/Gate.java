// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import io.mortise.host.Tasks;
import io.mortise.simulator.baton.Baton;
import io.mortise.simulator.baton.Crashed;
import io.mortise.simulator.baton.Party;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import java.time.Duration;
import java.util.SplittableRandom;

/** The one door through which each call of a JVM goes to the host. */
final class Gate {
    private final Baton baton;
    private final Party party;
    private final Tasks tasks;
    private final SplittableRandom chance;
    private final Transcript transcript;
    private final Signal never;
    private final Runnable death;
    // all below are used inside the baton only
    private Faults faults = Faults.NONE;
    private CrashPlan plan = CrashPlan.NEVER;
    private CallLatencies latencies = CallLatencies.ordinary();
    private int calls;
    private int events;

    Gate(Baton baton, Party party, Tasks tasks, long seed, Transcript transcript, Runnable death) {
        this.baton = baton;
        this.party = party;
        this.tasks = tasks;
        this.chance = new SplittableRandom(seed);
        this.transcript = transcript;
        this.never = tasks.signal("pause");
        this.death = death;
    }

    void faults(Faults next) {
        faults = next;
    }

    void plan(CrashPlan next) {
        plan = next;
    }

    CrashPlan plan() {
        return plan;
    }

    void latencies(CallLatencies next) {
        latencies = next;
    }

    int calls() {
        return calls;
    }

    /** A number for what the disk does with half of something: 0 to one below the bound. */
    int draw(int bound) {
        return chance.nextInt(bound);
    }

    /** Makes a call: hands the baton on, takes its time, does it or what the fault makes of it. */
    <T> T make(Operation<T> operation) {
        return baton.inside(
                () -> {
                    baton.handOn();
                    alive();
                    var call =
                            new Call(
                                    ++calls,
                                    party.toString(),
                                    baton.task(),
                                    operation.name,
                                    operation.subject);
                    return make(operation, call);
                });
    }

    /**
     * Gives something back. No call of its own: it can't fail, and happens on the way out of a body
     * whose JVM may be dead already.
     */
    void quietly(Runnable release) {
        baton.inside(
                () -> {
                    release.run();
                    return calls;
                });
    }

    /**
     * Whether an event reaches who waits for it, now; to be called while holding the baton.
     *
     * @param raise has it come now
     */
    boolean delivers(String subject, Runnable raise) {
        var call = new Call(++events, party.toString(), "kernel", Call.EVENT, subject);
        Fault fault = faults.of(call);
        boolean now = fault.kind() == Fault.Kind.PASS || fault.kind() == Fault.Kind.GARBLE;
        if (fault.kind() == Fault.Kind.GARBLE) {
            raise.run();
        } else if (fault.kind() == Fault.Kind.LATE) {
            baton.schedule().background(fault.delay(), "late: " + subject, raise);
        }
        tell(call, now ? "heard" : "not heard", fault);
        return now;
    }

    private <T> T make(Operation<T> operation, Call call) {
        strike(call, Moment.BEFORE);
        if (plan.strikes(call, Moment.DURING)) {
            operation.torn.run();
            strike(call, Moment.DURING);
        }
        Fault fault = faults.of(call);
        try {
            pause(vary(latencies.of(operation.name)));
            T answer = answer(operation, fault);
            alive();
            strike(call, Moment.AFTER);
            tell(call, operation.words.apply(answer), fault);
            return answer;
        } catch (HostFailure failure) {
            alive();
            strike(call, Moment.AFTER);
            tell(call, failure.kind() + ": " + failure.getMessage(), fault);
            throw failure;
        }
    }

    private <T> T answer(Operation<T> operation, Fault fault) {
        return switch (fault.kind()) {
            case PASS -> operation.effect.get();
            case FAIL -> operation.failed.apply(fault.failure());
            case KILL -> operation.killed.apply(fault.delay());
            case HANG -> {
                operation.deadline.ifPresent(this::sitOut);
                yield operation.unanswered.get();
            }
            case TIME_OUT -> {
                lose(operation);
                operation.deadline.ifPresent(this::sitOut);
                yield operation.unanswered.get();
            }
            case GARBLE -> operation.garbled.apply(operation.effect.get());
            case LATE -> late(operation, fault.delay());
        };
    }

    private static <T> void lose(Operation<T> operation) {
        try {
            operation.dropped.accept(operation.effect.get());
        } catch (HostFailure lost) {
            // the answer is lost, whatever it was
            lost.kind();
        }
    }

    private <T> T late(Operation<T> operation, Duration delay) {
        T answer = operation.effect.get();
        if (operation.deadline.isEmpty()) {
            pause(delay);
            return answer;
        }
        baton.await(never, 0, operation.deadline.get().atMost(delay));
        if (operation.deadline.get().passed()) {
            operation.dropped.accept(answer);
            return operation.unanswered.get();
        }
        return answer;
    }

    private void sitOut(Deadline deadline) {
        baton.await(never, 0, deadline);
    }

    /** Lets time pass in the operating system. */
    void pause(Duration time) {
        if (!time.isZero()) {
            baton.await(never, 0, Deadline.in(tasks, time));
        }
    }

    private Duration vary(Duration time) {
        if (latencies.spread() == 0 || time.isZero()) {
            return time;
        }
        return time.plus(time.multipliedBy(chance.nextInt(latencies.spread() + 1)).dividedBy(100));
    }

    private void strike(Call call, Moment moment) {
        if (plan.strikes(call, moment)) {
            tell(call, "the JVM crashes " + moment, Fault.PASS);
            death.run();
            throw new Crashed(party);
        }
    }

    // a thread of another party may be on its way through a host whose JVM has died
    private void alive() {
        if (party.dead()) {
            throw new Crashed(party);
        }
    }

    private void tell(Call call, String outcome, Fault fault) {
        String injected =
                fault.kind() == Fault.Kind.PASS ? "" : " (injected: " + fault.kind() + ")";
        transcript.add(new Transcript.Line(tasks.nanos(), call, outcome + injected));
    }
}
