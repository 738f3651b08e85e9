// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Signal;
import io.mortise.simulator.baton.Schedule;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The schedule, with the events of this boot. */
final class MachineTimeline implements Timeline {
    private final Schedule schedule;
    private final Set<Event> pending = new LinkedHashSet<>();

    MachineTimeline(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public long nanos() {
        return schedule.nanos();
    }

    @Override
    public Planned after(Duration delay, String what, Runnable event) {
        var planned = new Event(event);
        planned.forget = schedule.after(delay, what, planned);
        return planned;
    }

    @Override
    public Planned background(Duration delay, String what, Runnable event) {
        var planned = new Event(event);
        planned.forget = schedule.background(delay, what, planned);
        return planned;
    }

    @Override
    public Signal signal(String name) {
        return schedule.signal(name);
    }

    void clear() {
        List.copyOf(pending).forEach(Event::cancel);
    }

    private final class Event implements Planned, Runnable {
        private final Runnable body;
        private Runnable forget = () -> {};

        Event(Runnable body) {
            this.body = body;
            pending.add(this);
        }

        @Override
        public void run() {
            if (pending.remove(this)) {
                body.run();
            }
        }

        @Override
        public void cancel() {
            if (pending.remove(this)) {
                forget.run();
            }
        }
    }
}
