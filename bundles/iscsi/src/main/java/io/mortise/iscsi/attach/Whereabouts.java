// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where on the host the paths of a request are. Whoever opened the sessions may have called the
 * portals by address or by name, and may have had another iface in mind than who asks now. Looks at
 * the sessions of each target once; used by one task.
 */
final class Whereabouts {
    private static final Duration CLEAR = Duration.ofSeconds(5);
    private static final Duration BEAT = Duration.ofMillis(100);

    private final Host host;
    private final Deadline deadline;
    private final IscsiSessions sessions;
    private final Map<Iqn, Seen> seen = new HashMap<>();

    Whereabouts(Host host, Deadline deadline) {
        this.host = host;
        this.deadline = deadline;
        this.sessions = new IscsiSessions(host);
    }

    /**
     * The same with each path as its session on the host has it; where there is none, with the
     * address of its portal.
     *
     * @throws VolumeException PORTAL_UNREACHABLE if a host name is needed and can't be looked up,
     *     HOST_FAILED if the sessions can't be read
     */
    IscsiConnection of(IscsiConnection asked) {
        boolean known =
                asked.paths().stream()
                        .allMatch(path -> !path.portal().isNamed() || there(path).isPresent());
        List<IscsiPath> resolved =
                known ? asked.paths() : new PortalNames(host).resolved(asked, deadline).paths();
        var found = new ArrayList<IscsiPath>();
        for (int i = 0; i < resolved.size(); i++) {
            IscsiPath path = resolved.get(i);
            found.add(there(asked.paths().get(i)).or(() -> there(path)).orElse(path));
        }
        return asked.over(found.stream().distinct().toList());
    }

    // over its own iface if it is there, else over any
    private Optional<IscsiPath> there(IscsiPath path) {
        List<IscsiPath> ways =
                sessions(path.target()).of(path.target()).stream()
                        .map(Session::name)
                        .filter(name -> name.portal().equals(path.portal()))
                        .map(name -> path.from(name.iface()))
                        .toList();
        return ways.contains(path) ? Optional.of(path) : ways.stream().findFirst();
    }

    /** The sessions of a target; one that is half made is neither there nor not. */
    Seen sessions(Iqn target) {
        return seen.computeIfAbsent(target, this::clear);
    }

    private Seen clear(Iqn target) {
        return deadline.atMost(CLEAR)
                .await(
                        host.tasks().signal("sessions to " + target),
                        BEAT,
                        () ->
                                Optional.of(sessions.look(target))
                                        .filter(look -> look.unclear() == 0))
                .orElseThrow(
                        () ->
                                VolumeException.passing(
                                        Reason.HOST_FAILED,
                                        "which sessions there are to "
                                                + target
                                                + " can't be read from sysfs",
                                        "Detach again once logins under way have ended."));
    }
}
