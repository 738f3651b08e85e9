// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Iqn;
import io.mortise.api.VolumeException;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.iscsi.node.Iscsiadm;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The logout of sessions of one target: with one process if they are all it has. */
final class TargetLogout {
    private final Host host;
    private final Undo undo;
    private final IscsiSessions sessions;
    private final Iscsiadm iscsiadm;

    TargetLogout(Host host, Undo undo) {
        this.host = host;
        this.undo = undo;
        this.sessions = new IscsiSessions(host);
        this.iscsiadm = new Iscsiadm(host);
    }

    /**
     * Asks for it.
     *
     * @return what iscsiadm said
     */
    String of(Iqn target, Set<Session> going, Deadline deadline) {
        Set<Integer> sids = going.stream().map(Session::sid).collect(Collectors.toSet());
        if (sids.size() > 1) {
            Optional<Held> noMore = noMore(target);
            try {
                if (noMore.isPresent() && areAll(sids, target)) {
                    return iscsiadm.logout(target, deadline).command().describe();
                }
            } finally {
                noMore.ifPresent(Held::close);
            }
        }
        List<Supplier<String>> each =
                sids.stream()
                        .<Supplier<String>>map(
                                sid -> () -> iscsiadm.logout(sid, deadline).command().describe())
                        .toList();
        return host.tasks().forkAndJoin("log out of " + target, each).stream()
                .flatMap(task -> task.result().stream())
                .collect(Collectors.joining("; "));
    }

    // by the target's name a session would go too that somebody opens at this moment
    private Optional<Held> noMore(Iqn target) {
        Deadline now = undo.deadline().atMost(Duration.ZERO);
        try {
            String lock = SessionName.targetLock(target);
            return Optional.of(undo.locks().hold(lock, Access.EXCLUSIVE, now));
        } catch (VolumeException opening) {
            return Optional.empty();
        }
    }

    private boolean areAll(Set<Integer> sids, Iqn target) {
        Seen seen = sessions.look(target);
        return seen.unclear() == 0
                && seen.of(target).stream().allMatch(s -> sids.contains(s.sid()));
    }
}
