// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.array.ArrayGroup;
import io.mortise.simulator.array.Gateway;
import io.mortise.simulator.fabric.Wire;
import io.mortise.simulator.kernel.Session;
import io.mortise.simulator.kernel.SessionState;
import io.mortise.simulator.kernel.Sessions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** iscsid's part that brings broken sessions up again, and what an iscsid before it left. */
final class Reconnects {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration NEXT = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Iscsid iscsid;
    private final Set<Session> underWay = new HashSet<>();
    // found broken or half-made, and not up since
    private final Set<Session> stranded = new HashSet<>();

    Reconnects(Iscsid iscsid) {
        this.iscsid = iscsid;
    }

    void start() {
        sessions().onFailure(Optional.of(this::reconnect));
        sessions().all().forEach(sessions()::takeOver);
        sessions().all().stream().filter(Reconnects::broken).forEach(stranded::add);
        sessions().all().stream().filter(Reconnects::broken).forEach(this::reconnect);
    }

    void stop() {
        underWay.clear();
        stranded.clear();
        sessions().onFailure(Optional.empty());
    }

    /** The status with which it refuses to close a session, if it does. */
    Optional<Integer> refusal(Session session) {
        if (!stranded.contains(session)) {
            return Optional.empty();
        }
        boolean connects = wire(session) == Wire.SILENT;
        return Optional.of(connects ? IscsiStatus.INTERNAL : IscsiStatus.SESSION_NOT_CONNECTED);
    }

    private Sessions sessions() {
        return iscsid.kernel().sessions();
    }

    private void reconnect(Session session) {
        if (underWay.add(session)) {
            tryAgain(session, FIRST);
        }
    }

    private void tryAgain(Session session, Duration pause) {
        iscsid.timeline()
                .background(pause, "reconnect", iscsid.whileItLives(() -> tryAgain(session)));
    }

    private void tryAgain(Session session) {
        boolean wanted = sessions().find(session.id()).isPresent() && broken(session);
        if (!wanted) {
            underWay.remove(session);
            return;
        }
        // always the portal that was asked for first, which may send it on again
        session.goesTo(session.terms().address());
        iscsid.array()
                .gateway(session.current())
                .filter(gateway -> gateway.wire() == Wire.GOOD)
                .flatMap(Gateway::elsewhere)
                .ifPresent(session::goesTo);
        Wire wire = wire(session);
        boolean serving =
                iscsid.array()
                        .answering(session.terms().target(), session.current())
                        .filter(ArrayGroup::serving)
                        .isPresent();
        if (wire == Wire.GOOD && serving) {
            underWay.remove(session);
            iscsid.inTurn(iscsid.latencies().login(), () -> reconnected(session));
        } else {
            boolean answered = wire == Wire.GOOD || wire == Wire.REFUSING;
            tryAgain(session, answered ? NEXT : LOOK);
        }
    }

    // what has no address is not reached, as in the transcript iscsid-ends-at-5-logout
    private Wire wire(Session session) {
        return session.addressed()
                ? iscsid.array().gateway(session.current()).map(Gateway::wire).orElse(Wire.CUT)
                : Wire.REFUSING;
    }

    private void reconnected(Session session) {
        stranded.remove(session);
        if (sessions().find(session.id()).isPresent() && broken(session)) {
            sessions().up(session);
        }
    }

    private static boolean broken(Session session) {
        return session.state() == SessionState.FAILED || session.state() == SessionState.GIVEN_UP;
    }
}
