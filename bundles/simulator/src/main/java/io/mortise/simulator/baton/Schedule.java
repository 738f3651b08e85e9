// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.host.Signal;
import io.mortise.simulator.baton.Entry.Place;
import io.mortise.simulator.baton.Entry.Urgency;
import java.time.Duration;
import java.time.Instant;

/** Simulated time, and the machine's own events in it. Thread-safe. */
public final class Schedule {
    private final Turns turns;
    private final Pace pace;

    Schedule(Turns turns, Pace pace) {
        this.turns = turns;
        this.pace = pace;
    }

    /** Simulated time since the beginning, in nanoseconds. */
    public long nanos() {
        return pace.nanos();
    }

    /** What a clock on the wall shows at such a moment. */
    public Instant wall(long nanos) {
        return pace.wall(nanos);
    }

    /** A signal for waiting here. */
    public Signal signal(String name) {
        return new Counted(turns, name);
    }

    /**
     * Plans an event for whose sake time passes.
     *
     * @return forgets the event
     */
    public Runnable after(Duration delay, String what, Runnable event) {
        return plan(delay, Urgency.FOREGROUND, what, event);
    }

    /**
     * Plans an event for whose sake alone time does not pass.
     *
     * @return forgets the event
     */
    public Runnable background(Duration delay, String what, Runnable event) {
        return plan(delay, Urgency.BACKGROUND, what, event);
    }

    private Runnable plan(Duration delay, Urgency urgency, String what, Runnable event) {
        turns.lock.lock();
        try {
            long at = pace.nanos() + Math.max(0, delay.toNanos());
            Entry entry = turns.agenda.add(at, urgency, Place.MACHINE, what, event);
            turns.changed.signalAll();
            return () -> forget(entry);
        } finally {
            turns.lock.unlock();
        }
    }

    private void forget(Entry entry) {
        turns.lock.lock();
        try {
            turns.agenda.remove(entry);
        } finally {
            turns.lock.unlock();
        }
    }
}
