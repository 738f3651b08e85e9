// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Iqn;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Identity;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The deletion of the node records of one trail. Used by one task. */
final class RecordRemoval {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration BEAT = Duration.ofMillis(25);

    private final Host host;
    private final Undo undo;
    private final NodeRecords records;
    private final IscsiSessions sessions;
    private final DiskSearch search;
    private final Map<Iqn, Seen> seen = new HashMap<>();

    RecordRemoval(Host host, Undo undo) {
        this.host = host;
        this.undo = undo;
        this.records = new NodeRecords(host);
        this.sessions = new IscsiSessions(host);
        this.search = new DiskSearch(host);
    }

    Outcome of(Step step) {
        SessionName name = IscsiSteps.session(step);
        Optional<Outcome> left = left(step, name);
        if (left.isPresent()) {
            return left.get();
        }
        Optional<Session> session = sessionThatStays(name);
        return session.isPresent() && record(name).isEmpty()
                ? Outcome.nothingThere(step)
                : alone(step, name);
    }

    private Optional<Outcome> left(Step step, SessionName name) {
        if (!undo.claimsOfOthers(step).isEmpty()) {
            Optional<Session> ours = session(name).filter(session -> ours(step, session));
            if (ours.isPresent()) {
                return Optional.of(stillUsed(step, ours.get()));
            }
            String why = "node record of " + name + " is used by others";
            return Optional.of(Outcome.leftToOthers(step, why));
        }
        if (IscsiSteps.isPreexisting(step)) {
            String why = "node record of " + name + " was there before";
            return Optional.of(Outcome.leftToOthers(step, why));
        }
        return Optional.empty();
    }

    // another process may be about to log in with it, or look for its disk on the session
    @SuppressWarnings("try") // the locks are only to be held
    private Outcome alone(Step step, SessionName name) {
        Deadline limit = undo.deadline();
        try (Held unopened = undo.locks().hold(name.lock(), Access.EXCLUSIVE, limit);
                Held unused = undo.locks().hold(name.useLock(), Access.EXCLUSIVE, limit)) {
            // an attach that came between has put its claim on its trail by now
            Optional<Outcome> left = left(step, name);
            if (left.isPresent()) {
                return left.get();
            }
            Optional<Session> opened = session(name);
            return opened.isPresent() ? stillUsed(step, opened.get()) : delete(step, name);
        }
    }

    // another walk may be about to close it, which is then also the one to delete the record
    private Optional<Session> sessionThatStays(SessionName name) {
        if (seen.computeIfAbsent(name.target(), sessions::look).find(name).isEmpty()) {
            return Optional.empty();
        }
        Deadline soon = undo.deadline().atMost(SOON);
        soon.await(
                host.tasks().signal("session closed"),
                BEAT,
                () ->
                        session(name).filter(session -> on(session).isEmpty()).isPresent()
                                ? Optional.empty()
                                : Optional.of(true));
        return session(name);
    }

    private Optional<Session> session(SessionName name) {
        return sessions.look(name.target()).find(name);
    }

    private List<Disk> on(Session session) {
        return search.of(session);
    }

    private boolean ours(Step step, Session session) {
        return on(session).stream().anyMatch(disk -> OwnDisks.isOursAlone(disk, step, undo))
                || OwnDisks.unsettled(step, session, search, undo);
    }

    private Optional<NodeRecord> record(SessionName name) {
        return records.find(name.target(), name.portal(), name.iface());
    }

    // also where there is no record: whoever died while making it has left the lock behind
    @SuppressWarnings("try") // the lock is only to be held
    private Outcome delete(Step step, SessionName name) {
        try (Held lock = records.lock(undo.deadline())) {
            Optional<NodeRecord> record = record(name);
            if (record.isEmpty()) {
                Optional<String> file = records.unreadable(name.target(), name.portal());
                if (file.isPresent()) {
                    return unclear(step, file.get());
                }
                // whatever it was that could not be read at first can be now
                record = record(name);
            }
            if (record.filter(there -> isReplaced(step, there)).isPresent()) {
                String why = "node record of " + name + " was put in its place by somebody else";
                return Outcome.leftToOthers(step, why);
            }
            record.ifPresent(records::delete);
            return record.isPresent()
                    ? Outcome.undone(step, "deleted the node record of " + name)
                    : Outcome.nothingThere(step);
        }
    }

    // a discovery writes its own over ours
    private static boolean isReplaced(Step step, NodeRecord record) {
        return !IscsiSteps.isAdopted(step) && record.isReplaced();
    }

    // It was in use when this walk left it, or was there before, and is none that another trail of
    // ours will close; whoever used it may be gone by now.
    private boolean isOthers(SessionName name) {
        return undo.leftToOthers().stream()
                .filter(left -> IscsiSteps.needs(left, name))
                .anyMatch(left -> !undo.namedByOthers(left));
    }

    private static Outcome unclear(Step step, String file) {
        return Outcome.failed(
                step,
                VolumeException.passing(
                        Reason.REMOVAL_FAILED,
                        file + " can't be read as a node record, so it is not known whose it is",
                        "Delete that file if it is damaged; then detach again."));
    }

    // under the LUN of a volume that a reboot took, with its disk steps, there may be another now
    private boolean isOurs(Disk disk, Step step) {
        return OwnDisks.isOurs(disk, step, undo)
                && (undo.disks().containsValue(disk.name()) || !isAnother(disk));
    }

    private boolean isAnother(Disk disk) {
        Optional<Wwid> live =
                undo.wwid()
                        .flatMap(
                                own ->
                                        new Identity(host)
                                                .live(disk, undo.deadline().atMost(ANSWER)));
        return live.isPresent() && !live.equals(undo.wwid());
    }

    // open-iscsi itself refuses to delete the record of a session
    private Outcome stillUsed(Step step, Session session) {
        List<Disk> on = on(session);
        boolean ours = on.stream().anyMatch(disk -> isOurs(disk, step));
        if (!on.isEmpty() && !ours && !OwnDisks.unsettled(step, session, search, undo)) {
            return Outcome.leftToOthers(
                    step, "node record of " + session.name() + " belongs to a session in use");
        }
        if (!ours && isOthers(IscsiSteps.session(step))) {
            return Outcome.leftToOthers(
                    step, "node record of " + session.name() + " stays with the session");
        }
        return Outcome.failed(
                step,
                VolumeException.passing(
                        Reason.REMOVAL_FAILED,
                        "the node record of "
                                + session.name()
                                + " is kept, since "
                                + session.describe()
                                + " is still there",
                        "Detach again once the session can be closed."));
    }
}
