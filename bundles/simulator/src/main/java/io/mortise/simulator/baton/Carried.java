// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task on the thread that carries it, from its first turn to its end. */
final class Carried implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Carried.class);

    private final Turns turns;
    private final Current current;
    private final Runner me;

    Carried(Turns turns, Current current, Runner me) {
        this.turns = turns;
        this.current = current;
        this.me = me;
    }

    @Override
    public void run() {
        if (begin()) {
            current.as(me, this::bear);
        }
        end();
    }

    private boolean begin() {
        turns.lock.lock();
        try {
            me.thread = Optional.of(Thread.currentThread());
            return me.doom.isEmpty();
        } finally {
            turns.lock.unlock();
        }
    }

    // a thread's last stand: whoever wants the failure starts the task by fork
    private void bear() {
        try {
            me.body.ifPresent(Runnable::run);
        } catch (Unwound unwound) {
            LOG.trace("task {} was unwound", me.name);
        } catch (Throwable thrown) {
            LOG.error("task {} ended by what it did not expect", me.name, thrown);
        }
    }

    private void end() {
        turns.lock.lock();
        try {
            turns.leave(me);
        } finally {
            turns.lock.unlock();
        }
    }
}
