// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import java.time.Instant;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The tasks of one party. */
final class BatonTasks implements Tasks {
    private final Baton baton;
    private final Party party;
    // guarded by itself: drawn from by threads outside as well
    private final SplittableRandom chance;

    BatonTasks(Baton baton, Party party, long seed) {
        this.baton = baton;
        this.party = party;
        this.chance = new SplittableRandom(seed);
    }

    @Override
    public long nanos() {
        return baton.schedule().nanos();
    }

    @Override
    public Instant now() {
        return baton.schedule().wall(nanos());
    }

    @Override
    public long random() {
        synchronized (chance) {
            return chance.nextLong();
        }
    }

    @Override
    public Signal signal(String name) {
        return baton.schedule().signal(name);
    }

    @Override
    public boolean await(Signal signal, long seen, Deadline deadline) {
        baton.refuseInsideAtomically("wait for " + signal);
        return baton.inside(() -> baton.awaitAsTask(signal, seen, deadline));
    }

    @Override
    public <T> T atomically(Supplier<T> body) {
        return baton.atomically(body);
    }

    @Override
    public void start(String name, TaskKind kind, Runnable body) {
        Objects.requireNonNull(kind, "kind");
        baton.start(party, name, kind, body);
    }
}
