// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.simulator.baton.Entry.Place;
import io.mortise.simulator.baton.Runner.State;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Works the queue off on the real clock. Also looks whether the holder of the baton hangs in
 * something outside the simulator, a container's lock perhaps, whose owner may in turn be waiting
 * for the baton: then the baton is taken from it until it comes back.
 */
final class PacedClock implements Runnable {
    private static final long LOOK = Duration.ofMillis(20).toNanos();
    private static final Set<Thread.State> HANGING =
            EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final Turns turns;
    private final Pace pace;
    private final Current current;
    private long suspect = -1;

    PacedClock(Turns turns, Pace pace, Current current) {
        this.turns = turns;
        this.pace = pace;
        this.current = current;
    }

    @Override
    public void run() {
        current.as(turns.machine, this::tick);
    }

    private void tick() {
        turns.lock.lock();
        try {
            while (turns.broken().isEmpty()) {
                Optional<Entry> first = turns.agenda.first();
                if (first.filter(this::due).isPresent()) {
                    happen(first.get());
                } else {
                    look();
                    rest(first.map(entry -> entry.nanos() - pace.nanos()).orElse(LOOK));
                }
            }
        } finally {
            turns.lock.unlock();
        }
    }

    private boolean due(Entry entry) {
        return pace.nanos() - entry.nanos() >= 0;
    }

    private void happen(Entry entry) {
        if (entry.place() == Place.LOCKED) {
            turns.occur(entry);
            turns.dispatch();
            return;
        }
        turns.want(turns.machine);
        turns.dispatch();
        while (turns.machine.state != State.HOLDING && turns.broken().isEmpty()) {
            look();
            rest(LOOK);
        }
        // it may have been forgotten while the machine queued for the baton
        if (turns.agenda.has(entry)) {
            turns.occur(entry);
        }
        turns.release(turns.machine);
    }

    private void rest(long nanos) {
        try {
            turns.changed.awaitNanos(Math.min(Math.max(nanos, 0), LOOK));
        } catch (InterruptedException e) {
            // nobody has a reason to: the clock goes on until the baton is closed
        }
    }

    /** Twice the same grant to a thread that hangs outside: take the baton. */
    private void look() {
        Runner holder = turns.holder();
        boolean hangs =
                holder.pinned == 0
                        && holder.thread.filter(t -> HANGING.contains(t.getState())).isPresent();
        if (!hangs) {
            suspect = -1;
        } else if (suspect == turns.grants()) {
            suspect = -1;
            turns.take(holder);
        } else {
            suspect = turns.grants();
        }
    }
}
