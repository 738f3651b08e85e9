// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.operations.Guests.Closing;
import io.mortise.engine.operations.Guests.Guest;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Signal;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets operations in until it is shut, or while the connector of their protocol leaves, and knows
 * their deadlines. Thread-safe.
 */
public final class Gate {
    // how long whoever was cut off has to come out
    private static final Duration LAST = Duration.ofSeconds(2);
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final Tasks tasks;
    private final Signal left;
    // all guarded by tasks.atomically
    private final Guests guests = new Guests();
    private final Map<String, Deadline> lasts = new HashMap<>();
    private boolean over;

    public Gate(Tasks tasks) {
        this.tasks = tasks;
        this.left = tasks.signal("operation ended");
    }

    /** Somebody inside. */
    public record Pass(Deadline deadline, Held leaving) implements Held {
        @Override
        public void close() {
            leaving.close();
        }
    }

    /**
     * Enters, as an operation whose protocol is not known yet.
     *
     * @throws VolumeException CANCELLED if it is shut
     */
    public Pass enter(Duration timeout) {
        return enter(Optional.empty(), timeout);
    }

    /**
     * Enters.
     *
     * @throws VolumeException CANCELLED if it is shut, or the connector of the protocol leaves
     */
    public Pass enter(String protocol, Duration timeout) {
        return enter(Optional.of(protocol), timeout);
    }

    private Pass enter(Optional<String> protocol, Duration timeout) {
        var guest = new Guest(tasks.deadline(timeout), protocol);
        refuse(tasks.atomically(() -> guests.enter(guest)));
        return pass(guest);
    }

    /**
     * Tells of which protocol an operation is that has entered without.
     *
     * @param own the deadline of its pass
     * @throws VolumeException CANCELLED if the connector of the protocol leaves
     */
    public void concern(Deadline own, String protocol) {
        refuse(tasks.atomically(() -> guests.concern(own, protocol)));
    }

    private static void refuse(Optional<Closing> closed) {
        closed.ifPresent(
                closing -> {
                    throw VolumeException.passing(
                            Reason.CANCELLED,
                            closing.who() + " is stopping and begins no further operation",
                            "Try again when its bundle is active.");
                });
    }

    /**
     * A deadline of its own for cleaning up, which outlives the operation's, but not a stop of the
     * engine or of the connector.
     */
    public Pass cleanup(String protocol, Duration timeout) {
        Optional<Closing> stop = tasks.atomically(() -> guests.closing(Optional.of(protocol)));
        Deadline deadline =
                stop.map(closing -> closing.patience().atMost(timeout))
                        .orElseGet(() -> tasks.deadline(timeout));
        var guest = new Guest(deadline, Optional.of(protocol));
        tasks.atomically(() -> guests.cleanUp(guest));
        return pass(guest);
    }

    private Pass pass(Guest guest) {
        return new Pass(
                guest.deadline(),
                () -> {
                    tasks.atomically(() -> guests.leave(guest));
                    left.raise();
                });
    }

    /**
     * Passes when it was shut, or the connector of the protocol left, and the grace is over; else
     * never.
     */
    public Deadline last(String protocol) {
        Deadline last =
                tasks.atomically(() -> lasts.computeIfAbsent(protocol, p -> Deadline.never(tasks)));
        if (tasks.atomically(() -> over)) {
            last.expire();
        }
        return last;
    }

    /**
     * Who cut an operation off that is still inside.
     *
     * @param own the deadline of its pass
     */
    public Optional<String> cutOffBy(Deadline own) {
        return tasks.atomically(() -> guests.cutOffBy(own));
    }

    /**
     * Lets nobody in any longer, expires all operations, and waits for what is cleaned up.
     *
     * @return whether all are out
     */
    public boolean shut(Duration grace) {
        var closing = new Closing(Optional.empty(), "the engine", tasks.deadline(grace));
        tasks.atomically(() -> guests.close(closing));
        return close(closing);
    }

    /**
     * The same for the operations of one protocol, whose connector goes; others come and go
     * meanwhile, and those of this one may enter again when it has returned.
     */
    public boolean leave(String protocol, Duration grace) {
        var closing =
                new Closing(
                        Optional.of(protocol),
                        "the connector of " + protocol,
                        tasks.deadline(grace));
        tasks.atomically(() -> guests.close(closing));
        try {
            return close(closing);
        } finally {
            tasks.atomically(() -> guests.open(closing));
        }
    }

    private boolean close(Closing closing) {
        tasks.atomically(() -> guests.cutOff(closing)).forEach(Deadline::expire);
        if (out(closing, closing.patience())) {
            return true;
        }
        tasks.atomically(() -> guests.cleaningUp(closing)).forEach(Deadline::expire);
        tasks.atomically(() -> endOfLast(closing)).forEach(Deadline::expire);
        if (out(closing, tasks.deadline(LAST))) {
            return true;
        }
        tasks.atomically(() -> guests.giveUp(closing));
        return false;
    }

    // those who ask from now on have no engine any more, or a new connector
    private List<Deadline> endOfLast(Closing closing) {
        if (closing.protocol().isPresent()) {
            return Optional.ofNullable(lasts.remove(closing.protocol().get())).stream().toList();
        }
        over = true;
        return List.copyOf(lasts.values());
    }

    private boolean out(Closing closing, Deadline patience) {
        return patience.await(
                        left,
                        BEAT,
                        () ->
                                tasks.atomically(() -> guests.out(closing))
                                        ? Optional.of(true)
                                        : Optional.empty())
                .isPresent();
    }
}
