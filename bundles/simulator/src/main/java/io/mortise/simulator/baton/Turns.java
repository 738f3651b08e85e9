// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.simulator.baton.Entry.Place;
import io.mortise.simulator.baton.Entry.Urgency;
import io.mortise.simulator.baton.Runner.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who has the baton, who wants it, who waits, and what comes next. All under one lock. */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    final Agenda agenda = new Agenda();
    final Set<Runner> all = new LinkedHashSet<>();
    final Runner machine;

    private final Runner nobody;
    private final List<Runner> runnable = new ArrayList<>();
    private final Waiters waiters = new Waiters(agenda, this::want);
    private final SplittableRandom chance;
    private final Pace pace;
    private final Carriers carriers;
    private final Current current;
    private final Limits limits;

    private Runner holder;
    private long grants;
    private Optional<RuntimeException> broken = Optional.empty();

    Turns(long seed, Pace pace, Carriers carriers, Current current) {
        this.chance = new SplittableRandom(seed);
        this.pace = pace;
        this.carriers = carriers;
        this.current = current;
        this.limits = new Limits();
        this.machine = Runner.bodiless("the machine", lock.newCondition());
        this.nobody = Runner.bodiless("nobody", lock.newCondition());
        this.holder = nobody;
    }

    Runner holder() {
        return holder;
    }

    /** Counts how often the baton was given; tells whether a holder is still the same grant. */
    long grants() {
        return grants;
    }

    /** Why nobody runs any more. */
    Optional<RuntimeException> broken() {
        return broken;
    }

    boolean jumps() {
        return pace.jumps();
    }

    long drivers() {
        return all.stream().filter(Runner::drives).count();
    }

    /** A new task or thread from outside that wants the baton. */
    void join(Runner runner) {
        if (runner.drives() && pace.jumps() && drivers() == 0) {
            limits.begin(pace.nanos());
        }
        all.add(runner);
        want(runner);
    }

    void want(Runner runner) {
        runner.state = State.RUNNABLE;
        runnable.add(runner);
    }

    /** The holder gives the baton back; it must have queued itself before if it wants it again. */
    void release(Runner runner) {
        if (holder == runner) {
            holder = nobody;
        }
        dispatch();
    }

    /** Waits, off the baton, until it is this one's turn or its doom. */
    void awaitTurn(Runner runner) {
        while (runner.state != State.HOLDING) {
            if (runner.doom.isPresent()) {
                throw Thrown.unchecked(runner.doom.get());
            }
            if (runner.state == State.LOOSE) {
                // a busy machine was slow to wake it, so it was taken for hanging: it queues again
                want(runner);
                dispatch();
            } else {
                runner.turn.awaitUninterruptibly();
            }
        }
    }

    /** The runner is done for good. */
    void leave(Runner runner) {
        all.remove(runner);
        runnable.remove(runner);
        waiters.remove(runner);
        runner.outcome.ifPresent(Outcome::publish);
        changed.signalAll();
        release(runner);
    }

    void await(Runner me, Runner.Wait wait, Urgency urgency) {
        if (wait.over(pace.nanos())) {
            want(me);
        } else {
            waiters.add(me, wait, urgency);
            changed.signalAll();
        }
        release(me);
        awaitTurn(me);
    }

    void raise(Counted signal) {
        lock.lock();
        try {
            signal.increment();
            waiters.wake(pace.nanos());
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the baton to whoever is next, if nobody has it. */
    void dispatch() {
        while (holder == nobody && broken.isEmpty() && !frozen()) {
            if (!runnable.isEmpty()) {
                grant(runnable.remove(chance.nextInt(runnable.size())));
            } else if (!pace.jumps()) {
                changed.signalAll();
                return;
            } else if (!agenda.pressing()) {
                deadlock("nothing will ever happen again");
            } else {
                agenda.first().ifPresent(this::occur);
            }
        }
    }

    private void deadlock(String why) {
        fail(new Deadlock(why, Stacks.of(all)));
    }

    // with nobody inside from outside, simulated time and tasks stand still
    private boolean frozen() {
        return pace.jumps() && drivers() == 0;
    }

    private void grant(Runner runner) {
        holder = runner;
        grants++;
        runner.state = State.HOLDING;
        if (pace.jumps()) {
            limits.turn(pace.nanos()).ifPresent(this::deadlock);
        }
        if (runner.thread.isEmpty() && runner.body.isPresent()) {
            carriers.carry(runner.name, new Carried(this, current, runner));
        } else {
            runner.turn.signal();
        }
    }

    /** Does the next thing on the agenda; the lock is let go while the machine is at work. */
    void occur(Entry entry) {
        agenda.remove(entry);
        pace.jumpTo(entry.nanos());
        if (entry.place() == Place.LOCKED) {
            entry.action().run();
            return;
        }
        holder = machine;
        machine.state = State.HOLDING;
        lock.unlock();
        try {
            current.as(machine, entry.action());
        } catch (RuntimeException | Error thrown) {
            lock.lock();
            mishap(entry.what(), thrown);
            lock.unlock();
        } finally {
            lock.lock();
            holder = nobody;
        }
    }

    /** The simulator itself went wrong: a story ends with it, a running container goes on. */
    void mishap(String what, Throwable thrown) {
        if (pace.jumps()) {
            fail(new IllegalStateException("the simulator failed in: " + what, thrown));
        } else {
            LOG.error("the simulator failed in: {}", what, thrown);
        }
    }

    /** Nobody runs any more; whoever waits outside is told why. */
    void fail(RuntimeException failure) {
        if (broken.isPresent()) {
            return;
        }
        broken = Optional.of(failure);
        for (Runner runner : List.copyOf(all)) {
            runner.outcome.ifPresent(outcome -> outcome.fail(failure));
            runner.outcome.ifPresent(Outcome::publish);
            if (runner.fromOutside()) {
                doom(runner, failure);
            }
        }
        changed.signalAll();
    }

    void doom(Runner runner, Throwable thrown) {
        runner.doom = Optional.of(thrown);
        runner.turn.signal();
    }

    /** Takes a runner out of everything, for good. */
    void kill(Runner runner) {
        runnable.remove(runner);
        waiters.remove(runner);
        runner.state = State.DEAD;
    }

    /** Takes the baton from a holder that hangs in something outside the simulator. */
    void take(Runner from) {
        from.state = State.LOOSE;
        holder = nobody;
        dispatch();
    }
}
