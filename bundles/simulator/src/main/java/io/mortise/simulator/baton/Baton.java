// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import io.mortise.simulator.baton.Entry.Urgency;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Threads of which exactly one runs: who has the baton. Waiting, ending and every call to the
 * machine hand it back; the next is drawn from those that can run, by a generator with a seed.
 *
 * <p>In virtual time, when nobody can run, the clock jumps to the next entry of one queue; when
 * nothing is queued for the sake of which time passes, that is a {@link Deadlock}. Nothing happens
 * between two bodies that are {@linkplain #run run} from outside. In paced time the same queue is
 * worked off on the real clock, and threads from outside take part for the length of a call.
 */
public final class Baton implements AutoCloseable {
    private final Turns turns;
    private final Current current;
    private final Schedule schedule;
    private final Crew crew;
    // apart from the baton: a thread outside may look at memory without waiting for its turn
    private final ReentrantLock atomic = new ReentrantLock();

    private Baton(long seed, Pace pace, Carriers carriers) {
        this.current = new Current();
        this.turns = new Turns(seed, pace, carriers, current);
        this.schedule = new Schedule(turns, pace);
        this.crew = new Crew(turns, current, carriers);
        if (!pace.jumps()) {
            carriers.carry("clock", new PacedClock(turns, pace, current));
        }
    }

    /** One in virtual time, for stories. */
    public static Baton virtual(long seed) {
        return new Baton(seed, new VirtualPace(), Carriers.ofStories());
    }

    /** One on the real clock, for containers. */
    public static Baton paced(long seed) {
        return new Baton(seed, new RealPace(), Carriers.own());
    }

    /** Tasks, waiting, locking and chance for a party. */
    public Tasks tasks(Party party, long seed) {
        return new BatonTasks(this, party, seed);
    }

    /** Time, and what is planned in it. */
    public Schedule schedule() {
        return schedule;
    }

    /**
     * The name of the task that the present thread runs; of the thread, if it comes from outside.
     */
    public String task() {
        return current.get().map(me -> me.name).orElseGet(() -> Thread.currentThread().getName());
    }

    /**
     * Runs a body as a task of a party while the present thread waits for its end.
     *
     * @return what the body returned, unless that was nothing
     * @throws Crashed if the party crashed meanwhile
     * @throws Deadlock if it can never end
     */
    public <T> Optional<T> run(Party party, String name, Supplier<T> body) {
        if (current.get().isPresent()) {
            return Optional.ofNullable(inside(body));
        }
        var outcome = new Outcome<T>();
        Runner runner = crew.task(party, name, TaskKind.WORK, () -> outcome.of(body));
        runner.outcome = Optional.of(outcome);
        crew.begin(runner);
        return outcome.get();
    }

    /** Starts a task; it runs when it is drawn. */
    public void start(Party party, String name, TaskKind kind, Runnable body) {
        refuseInsideAtomically("start " + name);
        crew.begin(crew.task(party, name, kind, body));
    }

    /**
     * Runs a body that holds the baton from its begin to its end, unless it waits. A thread from
     * outside queues for it first.
     */
    public <T> T inside(Supplier<T> body) {
        refuseInsideAtomically("call the host");
        Runner me = current.get().orElseGet(crew::visitor);
        if (current.get().isEmpty()) {
            return crew.visit(me, body);
        }
        crew.pin(me);
        try {
            return body.get();
        } finally {
            crew.unpin(me);
        }
    }

    /** Runs an atomic body: no other runs meanwhile, also none of a thread from outside. */
    <T> T atomically(Supplier<T> body) {
        crew.mind();
        atomic.lock();
        try {
            return body.get();
        } finally {
            atomic.unlock();
        }
    }

    /** Refuses what an atomic body must not do. */
    void refuseInsideAtomically(String what) {
        if (atomic.isHeldByCurrentThread()) {
            throw new IllegalStateException("an atomic body must not " + what);
        }
    }

    /** Lets others run who can, and comes back in turn. To be called inside. */
    public void handOn() {
        crew.handOn(waiter("hand the baton on"));
    }

    /**
     * Waits as part of a call to the machine: time passes for its sake, also for a daemon's. To be
     * called inside.
     *
     * @return whether the count is above {@code seen}
     */
    public boolean await(Signal signal, long seen, Deadline deadline) {
        return crew.await(waiter("wait"), signal, seen, deadline, Urgency.FOREGROUND);
    }

    /** Waits as {@link Tasks#await} does: the beats of daemons don't make time pass. */
    boolean awaitAsTask(Signal signal, long seen, Deadline deadline) {
        Runner me = waiter("wait for " + signal);
        var urgency = me.kind == TaskKind.WORK ? Urgency.FOREGROUND : Urgency.BACKGROUND;
        return crew.await(me, signal, seen, deadline, urgency);
    }

    private Runner waiter(String what) {
        Runner me = current.get().orElseThrow(() -> new IllegalStateException("not inside"));
        if (me == turns.machine) {
            throw new IllegalStateException("an event of the machine must not " + what);
        }
        return me;
    }

    /**
     * Ends parties: none of their tasks ever gets the baton again. To be called inside. Does not
     * come back to a task of these parties.
     */
    public void crash(Collection<Party> parties) {
        crew.crash(parties);
    }

    /**
     * Lets go of the threads of parties that have crashed. From outside only, in virtual time; what
     * they do on their way out reaches nobody but their own party.
     */
    public void bury() {
        if (virtual() && current.get().isEmpty()) {
            crew.bury();
        }
    }

    /** Reports that the simulator itself went wrong; a story ends with it. */
    public void mishap(String what, Throwable thrown) {
        crew.mishap(what, thrown);
    }

    /** How many tasks have work to do that has not ended, beside the present one. */
    public long atWork() {
        return crew.atWork();
    }

    /** The names of the tasks of a party that have not ended, also of those that only watch. */
    public List<String> tasks(Party party) {
        return crew.tasks(party);
    }

    /** Whether time jumps instead of being waited for. */
    public boolean virtual() {
        return turns.jumps();
    }

    /** Ends everything, and gets all threads out of their tasks, one after the other. */
    @Override
    public void close() {
        if (current.get().isPresent()) {
            throw new IllegalStateException("a task must not close the baton it runs on");
        }
        crew.close();
    }
}
