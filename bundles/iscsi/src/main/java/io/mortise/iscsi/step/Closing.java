// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.iscsi.session.Session;
import io.mortise.spi.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of the sessions of one name.
 *
 * @param going those to be closed
 * @param staying why others must stay, if there are any
 */
record Closing(List<Session> going, Optional<Outcome> staying) {
    Closing {
        going = List.copyOf(going);
    }

    /**
     * Decides for each.
     *
     * @param keep why a session must stay, if it must
     */
    static Closing of(List<Session> sessions, Function<Session, Optional<Outcome>> keep) {
        var going = new ArrayList<Session>();
        var staying = new ArrayList<Outcome>();
        for (Session session : sessions) {
            Optional<Outcome> stays = keep.apply(session);
            stays.ifPresent(staying::add);
            if (stays.isEmpty()) {
                going.add(session);
            }
        }
        // what failed must be tried again, so it is told rather than what was left to others
        return new Closing(going, staying.stream().min(Comparator.comparing(Outcome::settled)));
    }

    String name() {
        String name = going.get(0).name().toString();
        return going.size() > 1 ? name + " (" + going.size() + " sessions)" : name;
    }
}
