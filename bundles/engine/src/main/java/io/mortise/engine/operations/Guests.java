// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.host.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who is inside the gate, and whom it is closed for. Only within {@code tasks.atomically}. A guest
 * is found by its deadline: deadlines have no equality but identity.
 */
final class Guests {
    private final List<Guest> operations = new ArrayList<>();
    private final List<Guest> cleanups = new ArrayList<>();
    private final List<Closing> closings = new ArrayList<>();

    /** An operation, or one that cleans up after itself. */
    static final class Guest {
        private final Deadline deadline;
        private Optional<String> protocol;
        private Optional<String> cutOffBy = Optional.empty();
        // it did not come out in time once: nobody waits for it again
        private boolean stuck;

        Guest(Deadline deadline, Optional<String> protocol) {
            this.deadline = deadline;
            this.protocol = protocol;
        }

        Deadline deadline() {
            return deadline;
        }
    }

    /**
     * That nobody is let in.
     *
     * @param protocol of whom; empty if of all
     * @param who is stopping
     * @param patience how long those inside are waited for
     */
    record Closing(Optional<String> protocol, String who, Deadline patience) {
        private boolean concerns(Optional<String> other) {
            return protocol.isEmpty() || protocol.equals(other);
        }

        private boolean concerns(Guest guest) {
            return concerns(guest.protocol);
        }
    }

    /** Lets it in; empty if so, else what it is kept out by. */
    Optional<Closing> enter(Guest guest) {
        Optional<Closing> closed = closing(guest.protocol);
        if (closed.isEmpty()) {
            operations.add(guest);
        }
        return closed;
    }

    /** Of which protocol one is that is inside; empty if it may be, else what is in the way. */
    Optional<Closing> concern(Deadline own, String protocol) {
        Optional<Closing> closed = closing(Optional.of(protocol));
        if (closed.isEmpty()) {
            find(own).forEach(guest -> guest.protocol = Optional.of(protocol));
        }
        return closed;
    }

    boolean cleanUp(Guest guest) {
        return cleanups.add(guest);
    }

    boolean leave(Guest guest) {
        return operations.remove(guest) || cleanups.remove(guest);
    }

    Optional<Closing> closing(Optional<String> protocol) {
        return closings.stream().filter(closing -> closing.concerns(protocol)).findFirst();
    }

    boolean close(Closing closing) {
        return closings.add(closing);
    }

    boolean open(Closing closing) {
        return closings.remove(closing);
    }

    Optional<String> cutOffBy(Deadline own) {
        return find(own).map(guest -> guest.cutOffBy).flatMap(Optional::stream).findFirst();
    }

    private Stream<Guest> find(Deadline own) {
        return operations.stream().filter(guest -> guest.deadline == own);
    }

    /** The deadlines of operations that end because of it. */
    List<Deadline> cutOff(Closing closing) {
        List<Guest> concerned = operations.stream().filter(closing::concerns).toList();
        concerned.stream()
                .filter(guest -> guest.cutOffBy.isEmpty())
                .forEach(guest -> guest.cutOffBy = Optional.of(closing.who()));
        return concerned.stream().map(Guest::deadline).toList();
    }

    /** The deadlines of those that clean up. */
    List<Deadline> cleaningUp(Closing closing) {
        return cleanups.stream().filter(closing::concerns).map(Guest::deadline).toList();
    }

    /** Whether all are out, apart from those who are not waited for again. */
    boolean out(Closing closing) {
        return inside(closing).allMatch(guest -> guest.stuck);
    }

    /** Nobody waits again for those who are inside still. */
    boolean giveUp(Closing closing) {
        inside(closing).forEach(guest -> guest.stuck = true);
        return true;
    }

    private Stream<Guest> inside(Closing closing) {
        return Stream.concat(operations.stream(), cleanups.stream()).filter(closing::concerns);
    }
}
