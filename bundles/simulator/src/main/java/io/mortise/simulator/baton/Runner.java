// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.host.Deadline;
import io.mortise.host.TaskKind;
import java.util.Optional;
import java.util.concurrent.locks.Condition;

/** A thread's part in the baton. All but what is final is guarded by the lock of the turns. */
final class Runner {
    /** Where it stands. */
    enum State {
        /** Wants the baton. */
        RUNNABLE,
        /** Has it. */
        HOLDING,
        /** Waits for a signal or a moment. */
        WAITING,
        /** Lost the baton while it hung in something foreign, and has not noticed yet. */
        LOOSE,
        /** Will never get it again. */
        DEAD
    }

    /** What a thread waits for. */
    record Wait(Counted signal, long seen, Deadline deadline) {
        boolean over(long nanos) {
            return signal.count() > seen
                    || deadline.isExpired()
                    || deadline.timed() && nanos - deadline.at() >= 0;
        }
    }

    final String name;
    final TaskKind kind;
    final Party party;
    final Condition turn;
    // the body of a task; a thread from outside brings none
    final Optional<Runnable> body;

    State state = State.RUNNABLE;
    Optional<Thread> thread = Optional.empty();
    // the last one, also when it is over: stacks tell of it
    Optional<Wait> wait = Optional.empty();
    Optional<Entry> timer = Optional.empty();
    // what it gets thrown at its next turn
    Optional<Throwable> doom = Optional.empty();
    // who waits outside for the end of this one
    Optional<Outcome<?>> outcome = Optional.empty();
    // above zero while it works on the machine, when the baton can't be taken from it
    int pinned;
    // how often it was told to get out
    int told;

    /** One that stands for something without a thread of its own. */
    static Runner bodiless(String name, Condition turn) {
        return new Runner(name, TaskKind.DAEMON, new Party(name), turn, Optional.empty());
    }

    Runner(String name, TaskKind kind, Party party, Condition turn, Optional<Runnable> body) {
        this.name = name;
        this.kind = kind;
        this.party = party;
        this.turn = turn;
        this.body = body;
    }

    /** Whether time goes on only as long as one of these is at work. */
    boolean drives() {
        return body.isEmpty() || outcome.isPresent();
    }

    boolean fromOutside() {
        return body.isEmpty();
    }

    @Override
    public String toString() {
        return name;
    }
}
