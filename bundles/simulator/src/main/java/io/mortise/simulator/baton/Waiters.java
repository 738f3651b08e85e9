// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.host.Deadline;
import io.mortise.simulator.baton.Entry.Place;
import io.mortise.simulator.baton.Entry.Urgency;
import io.mortise.simulator.baton.Runner.State;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Who waits for a signal or a moment. Guarded by the lock of the turns. */
final class Waiters {
    private final Set<Runner> waiting = new LinkedHashSet<>();
    private final Agenda agenda;
    private final Consumer<Runner> wanting;

    /**
     * @param wanting takes one whose waiting is over
     */
    Waiters(Agenda agenda, Consumer<Runner> wanting) {
        this.agenda = agenda;
        this.wanting = wanting;
    }

    void add(Runner runner, Runner.Wait wait, Urgency urgency) {
        runner.state = State.WAITING;
        runner.wait = Optional.of(wait);
        waiting.add(runner);
        runner.timer =
                Optional.of(wait.deadline())
                        .filter(Deadline::timed)
                        .map(deadline -> timer(runner, deadline.at(), urgency));
    }

    private Entry timer(Runner runner, long at, Urgency urgency) {
        return agenda.add(at, urgency, Place.LOCKED, runner.name, () -> wake(runner));
    }

    private void wake(Runner runner) {
        remove(runner);
        wanting.accept(runner);
    }

    void remove(Runner runner) {
        waiting.remove(runner);
        runner.timer.ifPresent(agenda::remove);
        runner.timer = Optional.empty();
    }

    /**
     * A signal was raised: perhaps one that is waited for, perhaps one that ends a deadline early.
     */
    void wake(long now) {
        List<Runner> over =
                waiting.stream()
                        .filter(runner -> runner.wait.filter(wait -> wait.over(now)).isPresent())
                        .toList();
        over.forEach(this::wake);
    }
}
