// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.simulator.baton.Entry.Urgency;
import io.mortise.simulator.baton.Runner.State;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings threads into the turns and out again. */
final class Crew {
    private static final Logger LOG = LoggerFactory.getLogger(Crew.class);
    private static final int WARNINGS = 1000;

    private final Turns turns;
    private final Current current;
    private final Carriers carriers;
    private final Exits exits;
    private final Party outside = new Party("outside");

    Crew(Turns turns, Current current, Carriers carriers) {
        this.turns = turns;
        this.current = current;
        this.carriers = carriers;
        this.exits = new Exits(turns);
    }

    Runner task(Party party, String name, TaskKind kind, Runnable body) {
        return new Runner(name, kind, party, turns.lock.newCondition(), Optional.of(body));
    }

    Runner visitor() {
        Thread me = Thread.currentThread();
        var turn = turns.lock.newCondition();
        var visitor = new Runner(me.getName(), TaskKind.WORK, outside, turn, Optional.empty());
        visitor.thread = Optional.of(me);
        visitor.pinned++;
        return visitor;
    }

    void begin(Runner runner) {
        locked(
                () -> {
                    refuse(runner);
                    turns.join(runner);
                    turns.dispatch();
                });
    }

    private void refuse(Runner runner) {
        mind();
        if (turns.broken().isPresent()) {
            throw turns.broken().get();
        }
        if (runner.party.dead()) {
            throw new Crashed(runner.party);
        }
        if (runner.drives() && turns.jumps() && turns.drivers() > 0) {
            throw new IllegalStateException(
                    "in virtual time one thread from outside at a time: "
                            + Thread.currentThread().getName()
                            + " came while another was in; fork tasks inside a story instead");
        }
    }

    <T> T visit(Runner me, Supplier<T> body) {
        locked(
                () -> {
                    refuse(me);
                    turns.join(me);
                    turns.dispatch();
                    awaitOrLeave(me);
                });
        try {
            return current.having(me, body);
        } finally {
            locked(() -> turns.leave(me));
        }
    }

    private void awaitOrLeave(Runner me) {
        try {
            turns.awaitTurn(me);
        } catch (RuntimeException doomed) {
            turns.leave(me);
            throw doomed;
        }
    }

    /** Makes sure that the present task has the baton, and keeps it from being taken. */
    void pin(Runner me) {
        locked(
                () -> {
                    mind();
                    if (me.state == State.LOOSE) {
                        turns.want(me);
                        turns.dispatch();
                    }
                    turns.awaitTurn(me);
                    me.pinned++;
                });
    }

    void unpin(Runner me) {
        locked(() -> me.pinned--);
    }

    void handOn(Runner me) {
        locked(
                () -> {
                    turns.want(me);
                    turns.release(me);
                    turns.awaitTurn(me);
                });
    }

    boolean await(Runner me, Signal signal, long seen, Deadline deadline, Urgency urgency) {
        if (!(signal instanceof Counted counted)) {
            throw new IllegalArgumentException("a signal of another host: " + signal);
        }
        var wait = new Runner.Wait(counted, seen, deadline);
        locked(() -> turns.await(me, wait, urgency));
        return signal.count() > seen;
    }

    /** Gets the thread out of a task that will never run again, whatever it calls. */
    void mind() {
        current.get().ifPresent(this::mind);
    }

    private void mind(Runner me) {
        if (me.doom.filter(doom -> doom instanceof Unwound).isEmpty()) {
            return;
        }
        if (++me.told > WARNINGS) {
            LOG.warn("task {} does not end, whatever it is told; its thread is lost", me.name);
            locked(() -> turns.leave(me));
            while (turns.lock.isHeldByCurrentThread()) {
                turns.lock.unlock();
            }
            while (true) {
                LockSupport.park();
            }
        }
        throw new Unwound();
    }

    void crash(Collection<Party> parties) {
        turns.lock.lock();
        try {
            parties.forEach(Party::die);
            turns.all.stream().filter(runner -> runner.party.dead()).forEach(this::crash);
            Optional<Runner> me = current.get().filter(runner -> runner.party.dead());
            if (me.isPresent()) {
                turns.release(me.get());
                turns.awaitTurn(me.get());
            }
        } finally {
            turns.lock.unlock();
        }
    }

    private void crash(Runner runner) {
        turns.kill(runner);
        runner.outcome.ifPresent(
                outcome -> {
                    outcome.fail(new Crashed(runner.party));
                    outcome.publish();
                });
        runner.outcome = Optional.empty();
    }

    List<String> tasks(Party party) {
        return alive(runner -> runner.party == party).stream().map(Runner::toString).toList();
    }

    long atWork() {
        return alive(runner -> runner.kind == TaskKind.WORK).size();
    }

    private List<Runner> alive(Predicate<Runner> wanted) {
        turns.lock.lock();
        try {
            return turns.all.stream()
                    .filter(runner -> !runner.drives() && runner.state != State.DEAD)
                    .filter(wanted)
                    .toList();
        } finally {
            turns.lock.unlock();
        }
    }

    void mishap(String what, Throwable thrown) {
        locked(() -> turns.mishap(what, thrown));
    }

    void bury() {
        locked(exits::bury);
    }

    void close() {
        locked(
                () -> {
                    turns.fail(new IllegalStateException("the simulated host was closed"));
                    exits.all();
                });
        carriers.end();
    }

    private void locked(Runnable body) {
        turns.lock.lock();
        try {
            body.run();
        } finally {
            turns.lock.unlock();
        }
    }
}
