// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.array.ArrayGroup;
import io.mortise.simulator.array.Doorkeeper;
import io.mortise.simulator.array.Gateway;
import io.mortise.simulator.fabric.Wire;
import io.mortise.simulator.kernel.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A login under way. Nothing of it is in sysfs until TCP is connected; from then on there is a
 * session, FREE until the target has answered. Nothing cancels it, also not the end of the client;
 * only the end of iscsid does, which leaves the session as it is.
 */
final class LoginAttempt {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Iscsid iscsid;
    private final LoginTerms terms;
    private final IntConsumer result;
    private final long began;
    private Optional<Session> session = Optional.empty();
    private String address;

    LoginAttempt(Iscsid iscsid, LoginTerms terms, IntConsumer result) {
        this.iscsid = iscsid;
        this.terms = terms;
        this.address = terms.address();
        this.result = result;
        this.began = iscsid.timeline().nanos();
    }

    void look() {
        switch (wire()) {
            case GOOD -> connected();
            case SILENT -> {
                openOnce();
                goOn(Patience.SILENT, IscsiStatus.CONNECTION_TIMEOUT);
            }
            case REFUSING -> goOn(Patience.RESET, IscsiStatus.CONNECTION_TIMEOUT);
            case CUT -> goOn(Patience.SILENT, IscsiStatus.CONNECTION_TIMEOUT);
        }
    }

    // an address that nobody has is silent; a port where nobody listens is refused
    private Wire wire() {
        return iscsid.array()
                .gateway(address)
                .map(Gateway::wire)
                .orElseGet(() -> iscsid.array().knowsHost(address) ? Wire.REFUSING : Wire.CUT);
    }

    private void connected() {
        openOnce();
        Optional<String> elsewhere = iscsid.array().gateway(address).flatMap(Gateway::elsewhere);
        if (elsewhere.isPresent()) {
            iscsid.inTurn(iscsid.latencies().login(), () -> sentOn(elsewhere.get()));
            return;
        }
        Optional<ArrayGroup> group = iscsid.array().answering(terms.target(), address);
        if (group.filter(ArrayGroup::serving).isEmpty()) {
            goOn(Patience.TURNED_AWAY, IscsiStatus.CONNECTION_TIMEOUT);
        } else if (!group.get().open()) {
            turnAway(IscsiStatus.LOGIN_NOT_AUTHORIZED);
        } else {
            judged(group.get().doorkeeper().judge(terms.credentials()));
        }
    }

    private void sentOn(String elsewhere) {
        address = elsewhere;
        session.orElseThrow().goesTo(elsewhere);
        look();
    }

    private void judged(Doorkeeper.Verdict verdict) {
        switch (verdict) {
            case LET_IN -> iscsid.inTurn(iscsid.latencies().login(), this::answered);
            case REFUSED -> turnAway(IscsiStatus.LOGIN_NOT_AUTHORIZED);
            case UNPROVEN -> turnAway(IscsiStatus.FATAL_LOGIN);
        }
    }

    private void turnAway(int status) {
        iscsid.inTurn(iscsid.latencies().login(), () -> giveUp(status));
    }

    private void openOnce() {
        if (session.isEmpty()) {
            session = Optional.of(iscsid.open(terms));
        }
    }

    private void answered() {
        if (!iscsid.kernel().sessions().all().contains(session.orElseThrow())) {
            end(IscsiStatus.INTERNAL);
            return;
        }
        // the wire may have gone bad meanwhile
        if (wire() != Wire.GOOD) {
            look();
            return;
        }
        iscsid.kernel().sessions().up(session.orElseThrow());
        if (terms.automatic()) {
            iscsid.after(iscsid.latencies().scan(), "scan after login", this::scanned);
        } else {
            end(IscsiStatus.SUCCESS);
        }
    }

    private void scanned() {
        iscsid.kernel().disks().probeAll(session.orElseThrow());
        end(IscsiStatus.SUCCESS);
    }

    private void goOn(Patience patience, int otherwise) {
        long spent = iscsid.timeline().nanos() - began;
        long left = patience.untilGivenUp(terms).toNanos() - spent;
        if (left <= 0) {
            giveUp(otherwise);
        } else {
            iscsid.after(
                    Duration.ofNanos(Math.min(left, LOOK.toNanos())),
                    "login to " + terms.key(),
                    this::look);
        }
    }

    private void giveUp(int status) {
        session.ifPresent(iscsid.kernel().sessions()::close);
        end(status);
    }

    private void end(int status) {
        iscsid.ended(terms);
        result.accept(status);
    }
}
