// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Iqn;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.node.UnseenLogins;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Logins;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.BlockEvents;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The closing of sessions of one target, under their exclusive locks. Used once, by one task. */
final class Logout {
    private static final Logger LOG = LoggerFactory.getLogger(Logout.class);
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final Duration UNCLEAR = Duration.ofSeconds(5);

    private final Host host;
    private final Logins logins;
    private final IscsiSettings settings;
    private final Undo undo;
    private final IscsiSessions sessions;
    private final NodeRecords records;
    private final UnseenLogins unseen;
    private final SessionOccupants occupants;
    private final Signal changed;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<Integer> told = new HashSet<>();
    private Seen seen = Seen.nothing();

    Logout(Host host, Logins logins, IscsiSettings settings, Undo undo) {
        this.host = host;
        this.logins = logins;
        this.settings = settings;
        this.undo = undo;
        this.sessions = new IscsiSessions(host);
        this.records = new NodeRecords(host);
        this.unseen = new UnseenLogins(host);
        this.occupants = new SessionOccupants(host, settings, undo);
        this.changed = host.tasks().signal("sessions closed");
    }

    /** Every task takes such locks in the order of names, so none waits for another in a ring. */
    List<Outcome> of(List<Step> steps) {
        List<Step> sorted =
                steps.stream().sorted(Comparator.comparing(step -> step.key().toString())).toList();
        var locks = new ArrayList<Held>();
        try {
            Map<Step, Closing> closing = new TreeMap<>(Comparator.comparing(Step::toString));
            for (Step step : sorted) {
                try {
                    decide(step, locks).ifPresent(going -> closing.put(step, going));
                } catch (RuntimeException failure) {
                    outcomes.add(
                            Settled.of(
                                    step,
                                    () -> {
                                        throw failure;
                                    }));
                }
            }
            if (!closing.isEmpty()) {
                close(closing);
            }
        } finally {
            locks.forEach(Held::close);
        }
        return outcomes;
    }

    private Optional<Closing> decide(Step step, List<Held> locks) {
        SessionName name = IscsiSteps.session(step);
        if (left(step, name)) {
            return Optional.empty();
        }
        locks.add(undo.locks().hold(name.lock(), Access.EXCLUSIVE, undo.deadline()));
        // an attach that came between has put its claim on its trail by now
        if (left(step, name)) {
            return Optional.empty();
        }
        // that of another process has its disk on it by then, or gives it up
        locks.add(undo.locks().hold(name.useLock(), Access.EXCLUSIVE, undo.deadline()));
        List<Session> sessions = look(name);
        if (sessions.isEmpty()) {
            outcomes.add(Outcome.nothingThere(step));
            return Optional.empty();
        }
        Closing closing = Closing.of(sessions, session -> occupants.keep(step, session));
        if (closing.going().isEmpty()) {
            outcomes.add(closing.staying().orElseThrow());
            return Optional.empty();
        }
        return Optional.of(closing);
    }

    private boolean left(Step step, SessionName name) {
        if (!undo.claimsOfOthers(step).isEmpty()) {
            String why = "session to " + name + " is used by other attachments";
            List<Session> all = sessions.look(name.target()).all(name);
            outcomes.add(occupants.ours(step, all).orElse(Outcome.leftToOthers(step, why)));
            return true;
        }
        if (IscsiSteps.isPreexisting(step)) {
            outcomes.add(Outcome.leftToOthers(step, "session to " + name + " was there before"));
            return true;
        }
        return false;
    }

    /** Half-made sessions are given a while; so is a login that iscsid may still be trying. */
    private List<Session> look(SessionName name) {
        boolean over = logins.over(name) || isMade(lookAgain(name.target()), name);
        Duration trying = over ? Duration.ZERO : maybeBeginning(name);
        Deadline settled = undo.deadline().atMost(trying.isZero() ? UNCLEAR : trying);
        Optional<Seen> clear =
                settled.await(
                        changed,
                        BEAT,
                        () ->
                                Optional.of(lookAgain(name.target()))
                                        .filter(seen -> decided(seen, name, trying, settled)));
        if (clear.filter(seen -> seen.find(name).isPresent()).isEmpty()
                && !logins.over(name)
                && !maybeTrying(name).isZero()) {
            throw failure(
                    Reason.TIMED_OUT,
                    "iscsid may still be logging in to %s for %d s: a session may come up"
                            .formatted(name, maybeTrying(name).toSeconds() + 1));
        }
        Seen found =
                clear.orElseThrow(
                        () ->
                                VolumeException.passing(
                                        Reason.HOST_FAILED,
                                        "a session that has no name in sysfs may be the one to "
                                                + name,
                                        "If it has none for long, an iscsid ended while it made"
                                                + " it: start iscsid again."));
        if (found.all(name).isEmpty() && told.addAll(found.lost())) {
            LOG.warn(
                    "sessions {}: iscsid ended before it had named them. They are nobody's and come"
                            + " to nothing; only a reboot takes them away",
                    found.lost());
        }
        return found.all(name);
    }

    private Seen lookAgain(Iqn target) {
        seen = sessions.look(target, seen);
        return seen;
    }

    private Duration maybeTrying(SessionName name) {
        return records.find(name.target(), name.portal(), name.iface())
                .map(unseen::maybeTrying)
                .orElse(Duration.ZERO);
    }

    private Duration maybeBeginning(SessionName name) {
        return records.find(name.target(), name.portal(), name.iface())
                .map(record -> unseen.maybeBeginning(record, undo.deadline()))
                .orElse(Duration.ZERO);
    }

    private static boolean decided(Seen seen, SessionName name, Duration trying, Deadline settled) {
        if (settled.passed()) {
            return seen.unclear() == 0 || seen.find(name).isPresent();
        }
        return seen.find(name).isPresent()
                ? isMade(seen, name)
                : seen.unclear() == 0 && trying.isZero();
    }

    // iscsid refuses to close a session while it logs in (2.1.8: exit 9)
    private static boolean isMade(Seen seen, SessionName name) {
        return seen.find(name).filter(session -> !session.state().equals("FREE")).isPresent();
    }

    @SuppressWarnings("try") // the subscription is only to be closed
    private void close(Map<Step, Closing> closing) {
        Set<Session> going =
                closing.values().stream()
                        .flatMap(each -> each.going().stream())
                        .collect(Collectors.toSet());
        Iqn target = going.iterator().next().name().target();
        Deadline deadline = undo.deadline().atMost(settings.commandTimeout());
        try (Held events = host.uevents().subscribe(BlockEvents.sessions(), changed)) {
            String said = new TargetLogout(host, undo).of(target, going, deadline);
            closing.forEach((step, each) -> outcomes.add(verify(step, each, said)));
        }
    }

    // a logout that ran out of time may succeed later: what sysfs shows decides (peers C.22)
    private Outcome verify(Step step, Closing closing, String said) {
        Deadline deadline = undo.deadline().atMost(settings.removalTimeout());
        for (Session session : closing.going()) {
            boolean gone =
                    deadline.await(
                                    changed,
                                    BEAT,
                                    () ->
                                            Optional.of(true)
                                                    .filter(yes -> !sessions.present(session)))
                            .isPresent();
            if (!gone) {
                return Outcome.failed(step, stuck(session, said));
            }
        }
        return closing.staying()
                .orElseGet(() -> Outcome.undone(step, "logged out of " + closing.name()));
    }

    private static VolumeException stuck(Session session, String said) {
        return failure(
                Reason.REMOVAL_FAILED,
                session.describe() + " to " + session.name() + " is still there: " + said);
    }

    private static VolumeException failure(Reason reason, String message) {
        return VolumeException.passing(
                reason, message, "See iscsid's log (journalctl -u iscsid), then detach again.");
    }
}
