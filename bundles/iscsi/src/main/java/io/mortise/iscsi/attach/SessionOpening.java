// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.Signal;
import io.mortise.host.Tasks;
import io.mortise.iscsi.node.Iscsiadm.Ended;
import io.mortise.iscsi.node.IscsiadmStatus;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.scsi.BlockEvents;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The opening of some sessions of one target. Sysfs is watched rather than the process: that ends
 * only when the slowest portal has answered. Each lock is given back as soon as its session is up.
 */
final class SessionOpening {
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    private final Job job;
    private final Iqn target;
    private final Map<IscsiPath, Held> missing;
    private final IscsiSessions sessions;
    private final Signal changed;
    private final LoginRun logins;
    private Seen seen = Seen.nothing();
    private List<Integer> before = List.of();

    /**
     * @param missing paths with the exclusive locks of their sessions; a path is taken out once its
     *     session is up or has failed
     */
    SessionOpening(Job job, Iqn target, Map<IscsiPath, Held> missing) {
        this.job = job;
        this.target = target;
        this.missing = missing;
        this.sessions = new IscsiSessions(job.host());
        this.changed = job.host().tasks().signal("logins to " + target);
        this.logins = new LoginRun(job, changed);
    }

    @SuppressWarnings("try") // lock and subscription are only to be closed
    void run() {
        List<IscsiPath> paths = List.copyOf(missing.keySet());
        String all = SessionName.targetLock(target);
        try (Held more = job.operation().locks().hold(all, Access.SHARED, job.patience())) {
            own(paths);
            new RecordPreparation(job).prepare(paths);
            logIn(paths);
        }
        for (IscsiPath path : List.copyOf(missing.keySet())) {
            fail(path);
        }
    }

    // what was there when the attach was planned, or may have been, and is not, becomes ours
    private void own(List<IscsiPath> paths) {
        List<Step> standing = job.trail().steps();
        List<Step> ours =
                paths.stream()
                        .flatMap(path -> Stream.of(IscsiSteps.session(path), IscsiSteps.disk(path)))
                        .filter(step -> standing.contains(IscsiSteps.preexisting(step)))
                        .toList();
        if (!ours.isEmpty()) {
            job.trail().add(ours);
        }
    }

    @SuppressWarnings("try") // the subscription is only to be closed
    private void logIn(List<IscsiPath> paths) {
        try (Held events = job.host().uevents().subscribe(BlockEvents.sessions(), changed)) {
            before = sessions.sids();
            logins.start(target, paths);
            Tasks tasks = job.host().tasks();
            // each process is bounded by its records, and killed soon after
            job.operation().last().await(changed, BEAT, () -> settle(paths));
            if (!missing.isEmpty()) {
                tasks.deadline(AFTERWARDS).await(changed, BEAT, () -> settle(List.of()));
            }
        }
    }

    /** Sends those that are up on; an answer once none is missing or no process runs. */
    private Optional<Boolean> settle(List<IscsiPath> running) {
        boolean ended = !running.isEmpty() && running.stream().allMatch(logins::over);
        seen = sessions.look(target, seen);
        for (IscsiPath path : List.copyOf(missing.keySet())) {
            Optional<Session> session = seen.find(SessionName.of(path)).filter(Session::up);
            if (session.isPresent()) {
                job.logins().portals().works(path);
                if (before.contains(session.get().sid())) {
                    // no login of ours made it: it could not be read when its turn came
                    new FoundMeanwhile(job).note(path, session.get());
                } else {
                    job.logins().up(session.get());
                }
                job.search(path, session.get());
                missing.remove(path).close();
            }
        }
        return ended || missing.isEmpty() ? Optional.of(true) : Optional.empty();
    }

    private void fail(IscsiPath path) {
        IscsiadmStatus status =
                logins.ended(path).map(Ended::status).orElse(IscsiadmStatus.NOT_STARTED);
        String said =
                logins.ended(path)
                        .map(end -> end.command().describe().replaceAll("\\s+", " "))
                        .orElse("iscsiadm could not be run");
        var credentials = job.wish().credentials();
        Reason reason = LoginFailures.reason(status, credentials);
        if (reason == Reason.PORTAL_UNREACHABLE) {
            long now = job.host().tasks().nanos();
            job.logins().portals().failed(SessionName.of(path), now, said);
        }
        String why = LoginFailures.why(reason, credentials);
        job.progress().down(path, reason, "no session: " + why + said);
        missing.remove(path).close();
    }
}
