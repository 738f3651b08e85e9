// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.PortalMemory.Failure;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Opens the sessions to one target, each under its exclusive lock, and sends the search for the
 * disk off as soon as each is up. Locks are taken in the order of names and waited for only a
 * moment at a time, so a portal that somebody else tries in vain holds nobody up. Used once.
 */
final class TargetLogin {
    private static final Duration TURN = Duration.ofMillis(100);
    // others may be logging in for as long as their portal takes
    private static final Duration CLEAR = Duration.ofMillis(200);
    private static final Duration BEAT = Duration.ofMillis(20);

    private final Job job;
    private final Iqn target;
    private final List<IscsiPath> pending;
    private final IscsiSessions sessions;

    TargetLogin(Job job, Iqn target, List<IscsiPath> paths) {
        this.job = job;
        this.target = target;
        this.pending = new ArrayList<>(paths);
        this.pending.sort(Comparator.comparing(SessionName::of));
        this.sessions = new IscsiSessions(job.host());
    }

    /** Ends with each path either searched for by a task of its own, or down. */
    void run() {
        List<IscsiPath> all = List.copyOf(pending);
        try {
            while (!pending.isEmpty()) {
                Map<IscsiPath, Held> missing = new TreeMap<>(Comparator.comparing(SessionName::of));
                try {
                    lockMissing(missing);
                    if (!missing.isEmpty()) {
                        new SessionOpening(job, target, missing).run();
                    }
                } finally {
                    missing.values().forEach(Held::close);
                }
                if (!pending.isEmpty() && job.patience().passed()) {
                    pending.forEach(this::busy);
                    return;
                }
            }
        } catch (VolumeException failure) {
            down(all, failure.reason(), failure.getMessage());
        } catch (HostFailure failure) {
            down(all, Reason.HOST_FAILED, failure.getMessage());
        } finally {
            down(all, Reason.INTERNAL, "opening the session broke off");
        }
    }

    // those whose search has begun report for themselves
    private void down(List<IscsiPath> paths, Reason reason, String detail) {
        paths.stream()
                .filter(path -> !job.searching(path))
                .filter(job.progress()::pending)
                .forEach(path -> job.progress().down(path, reason, detail));
    }

    private void busy(IscsiPath path) {
        job.progress()
                .down(
                        path,
                        Reason.BUSY,
                        "another operation is opening or closing the session to "
                                + SessionName.of(path));
    }

    /**
     * Collects the locks of those sessions that are not there; of the others the search begins.
     * Into the caller's hands one by one, so that a failure between two leaves none locked.
     */
    private void lockMissing(Map<IscsiPath, Held> missing) {
        Deadline clear = job.patience().atMost(CLEAR);
        for (IscsiPath path : List.copyOf(pending)) {
            Optional<Held> held = lock(SessionName.of(path));
            if (held.isEmpty()) {
                continue;
            }
            missing.put(path, held.get());
            pending.remove(path);
            Optional<Session> session = there(SessionName.of(path), clear);
            if (session.isPresent() || failedMeanwhile(path)) {
                session.ifPresent(there -> found(path, there));
                missing.remove(path).close();
            }
        }
    }

    // one that can't be read at this moment is not absent: it would be taken for made by our login
    private Optional<Session> there(SessionName name, Deadline clear) {
        return clear.await(
                        job.host().tasks().signal("sessions to " + target),
                        BEAT,
                        () ->
                                Optional.of(sessions.look(target))
                                        .filter(
                                                seen ->
                                                        seen.unclear() == 0
                                                                || seen.find(name).isPresent()))
                .flatMap(seen -> seen.find(name));
    }

    private void found(IscsiPath path, Session session) {
        try {
            new FoundMeanwhile(job).note(path, session);
            new RecordPreparation(job).claim(path);
            job.search(path, session);
        } catch (VolumeException failure) {
            down(List.of(path), failure.reason(), failure.getMessage());
        } catch (HostFailure failure) {
            down(List.of(path), Reason.HOST_FAILED, failure.getMessage());
        }
    }

    // whoever had the lock has just tried, and more than one would only wait again
    private boolean failedMeanwhile(IscsiPath path) {
        SessionName name = SessionName.of(path);
        Optional<Failure> failure =
                job.logins()
                        .portals()
                        .failure(path)
                        .filter(last -> last.name().equals(name) && last.at() > job.begun());
        failure.ifPresent(
                last ->
                        job.progress()
                                .down(
                                        path,
                                        Reason.PORTAL_UNREACHABLE,
                                        "no session, as another attach has just found: "
                                                + last.detail()));
        return failure.isPresent();
    }

    private Optional<Held> lock(SessionName name) {
        try {
            Deadline turn = job.patience().atMost(TURN);
            return Optional.of(job.operation().locks().hold(name.lock(), Access.EXCLUSIVE, turn));
        } catch (VolumeException busy) {
            if (busy.reason() != Reason.BUSY) {
                throw busy;
            }
            return Optional.empty();
        }
    }
}
