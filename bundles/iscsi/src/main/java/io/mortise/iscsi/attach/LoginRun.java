// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import io.mortise.iscsi.node.Iscsiadm;
import io.mortise.iscsi.node.Iscsiadm.Ended;
import io.mortise.iscsi.node.IscsiadmStatus;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The login processes for some sessions of one target: one for all of them where each record of the
 * target is asked for, else one for each. Never killed at the operation's deadline, since iscsid
 * would go on without being watched; the records bound them.
 */
final class LoginRun {
    private final Job job;
    private final Signal changed;
    private final Iscsiadm iscsiadm;
    private final NodeRecords records;
    // both guarded by tasks.atomically
    private final Map<IscsiPath, Ended> ended = new TreeMap<>();
    private final Set<IscsiPath> over = new TreeSet<>();

    LoginRun(Job job, Signal changed) {
        this.job = job;
        this.changed = changed;
        this.iscsiadm = new Iscsiadm(job.host());
        this.records = new NodeRecords(job.host());
    }

    void start(Iqn target, Collection<IscsiPath> paths) {
        List<SessionName> asked = paths.stream().map(SessionName::of).toList();
        Optional<List<NodeRecord>> together =
                Optional.of(target)
                        .filter(t -> paths.size() > 1)
                        .flatMap(records::all)
                        .filter(all -> whole(all, asked));
        if (together.isPresent()) {
            Deadline limit = limit(together.get());
            Iqn spelled = spellings(together.get()).findFirst().orElse(target);
            run(List.copyOf(paths), any -> iscsiadm.login(spelled, limit));
        } else {
            paths.forEach(this::alone);
        }
    }

    // Where one can't be read, each record that is asked for is named, and the others don't matter.
    // One that has its session already would make its exit status, 15, that of the whole process.
    private static boolean whole(List<NodeRecord> all, List<SessionName> asked) {
        return all.stream().map(LoginRun::name).allMatch(asked::contains)
                && spellings(all).map(Iqn::name).distinct().count() <= 1;
    }

    // iscsiadm finds records by that of their folder alone
    private static Stream<Iqn> spellings(List<NodeRecord> records) {
        return records.stream().map(NodeRecord::target);
    }

    private Deadline limit(List<NodeRecord> used) {
        Duration bound =
                used.stream()
                        .map(NodeRecords::bound)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
        return job.operation().last().atMost(bound.plus(job.wish().settings().commandTimeout()));
    }

    private void run(List<IscsiPath> paths, Function<IscsiPath, Ended> login) {
        paths.forEach(path -> job.logins().begun(SessionName.of(path)));
        job.fork(
                "log in to " + paths.get(0).target(),
                () -> {
                    try {
                        end(paths, login.apply(paths.get(0)));
                    } finally {
                        job.host().tasks().atomically(() -> over.addAll(paths));
                        changed.raise();
                    }
                });
    }

    private void end(List<IscsiPath> paths, Ended end) {
        if (end.status().tells()) {
            paths.stream()
                    .filter(path -> !anotherOfOurs(path, end.status()))
                    .forEach(path -> job.logins().ended(SessionName.of(path)));
        }
        job.host()
                .tasks()
                .atomically(
                        () -> {
                            paths.forEach(path -> ended.put(path, end));
                            return end;
                        });
    }

    private void alone(IscsiPath path) {
        SessionName name = SessionName.of(path);
        NodeRecord record =
                records.find(name.target(), name.portal(), name.iface())
                        .orElseThrow(() -> gone(name));
        Deadline limit = limit(List.of(record));
        boolean only = records.count(name.target(), name.portal()) == 1;
        run(
                List.of(path),
                one -> only ? iscsiadm.login(record, limit) : iscsiadm.loginByIface(record, limit));
    }

    private static HostFailure gone(SessionName name) {
        return new HostFailure(
                HostFailure.Kind.GARBLED,
                "reading the node record of " + name,
                "it was just there, and can't be read as one now");
    }

    // of a killed client: what it asked for, with our record, may still come
    private boolean anotherOfOurs(IscsiPath path, IscsiadmStatus status) {
        Step node = IscsiSteps.node(path);
        return status == IscsiadmStatus.SESSION_EXISTS
                && job.trail().steps().stream().anyMatch(node::sameThingAs);
    }

    /** Whether the login of a path has ended, whatever came of it. */
    boolean over(IscsiPath path) {
        return job.host().tasks().atomically(() -> over.contains(path));
    }

    /** How the login of a path ended; empty while it is under way. */
    Optional<Ended> ended(IscsiPath path) {
        return job.host().tasks().atomically(() -> Optional.ofNullable(ended.get(path)));
    }

    private static SessionName name(NodeRecord record) {
        return new SessionName(record.target(), record.portal(), record.iface());
    }
}
