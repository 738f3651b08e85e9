// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One map on its way. Used by one thread. */
final class Assembling {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration STATES_AGE = Duration.ofMillis(250);

    /** So long multipathd may be away: systemd starts it again, an update of it takes longer. */
    private static final Duration RESTART = Duration.ofSeconds(5);

    private final MultipathDaemon daemon;
    private final MultipathDevices devices;
    private final MapRequests requests;
    private final Resumption resumption;
    private final Wwid wwid;
    private final MapWanted wanted;
    private final Deadline deadline;

    // what earlier looks found
    private Optional<String> device = Optional.empty();
    private Optional<List<PathStatus>> states = Optional.empty();
    private Optional<VolumeException> unanswered = Optional.empty();
    private Optional<Deadline> statesDue = Optional.empty();
    private Optional<Deadline> grace = Optional.empty();
    private Optional<Deadline> away = Optional.empty();

    Assembling(Host host, Wwid wwid, MapWanted wanted, Deadline deadline) {
        this.daemon = new MultipathDaemon(host);
        this.devices = new MultipathDevices(host);
        this.requests = new MapRequests(host, wwid, wanted.disks(), deadline);
        this.resumption = new Resumption(daemon);
        this.wwid = wwid;
        this.wanted = wanted;
        this.deadline = deadline;
    }

    /**
     * Does what can be done now; an answer once there is nothing left to wait for. While multipathd
     * does not run there is nothing, until it has been away for too long.
     */
    Optional<Formed> advance() {
        try {
            Optional<Formed> formed = work();
            away = Optional.empty();
            return formed;
        } catch (VolumeException failure) {
            if (failure.reason() != Reason.TOOL_MISSING
                    || away.map(Deadline::passed).orElse(false)) {
                throw failure;
            }
            if (away.isEmpty()) {
                away = Optional.of(deadline.atMost(RESTART));
                requests.forget();
            }
            return Optional.empty();
        }
    }

    private Optional<Formed> work() {
        Optional<DmMap> map = map();
        if (!joined(map).containsAll(wanted.disks())
                && requests.send(joined(map), deadline.atMost(ANSWER_LIMIT))) {
            map = map();
        }
        if (map.isEmpty()) {
            return requests.pointless() ? Optional.of(formed(map)) : Optional.empty();
        }
        if (map.isPresent() && resumption.due(map.get(), deadline)) {
            map = map();
        }
        if (look(joined(map))) {
            map = map(); // it may have been loaded anew while multipathd answered
        }
        return map.map(DmMap::usable).orElse(false) && enough(joined(map))
                ? Optional.of(formed(map))
                : Optional.empty();
    }

    /** What there is, now that the time is up. */
    Formed conclude() {
        Optional<DmMap> map = map();
        if (!joined(map).isEmpty() && states.isEmpty() && unanswered.isPresent()) {
            throw unanswered.get();
        }
        map.filter(DmMap::suspended).ifPresent(resumption::refuse);
        return formed(map);
    }

    private Optional<DmMap> map() {
        Optional<DmMap> map =
                device.flatMap(devices::named)
                        .filter(found -> found.carries(wwid))
                        .or(() -> devices.byWwid(wwid));
        device = map.map(DmMap::device);
        return map;
    }

    private Set<String> joined(Optional<DmMap> map) {
        return map.stream()
                .flatMap(found -> found.slaves().stream())
                .filter(wanted.disks()::contains)
                .collect(Collectors.toSet());
    }

    // each question takes multipathd's time from the work that is waited for
    private boolean look(Set<String> joined) {
        if (joined.isEmpty() || deadline.passed()) {
            return false;
        }
        if (statesDue.isEmpty()) {
            statesDue = Optional.of(deadline.atMost(STATES_AGE));
        }
        if (!joined.containsAll(wanted.disks()) && !statesDue.get().passed()) {
            return false;
        }
        try {
            states = Optional.of(daemon.paths(deadline.atMost(ANSWER_LIMIT)));
            unanswered = Optional.empty();
        } catch (VolumeException unknown) {
            if (unknown.reason() == Reason.TOOL_MISSING) {
                throw unknown;
            }
            unanswered = Optional.of(unknown);
        }
        statesDue = Optional.of(deadline.atMost(STATES_AGE));
        return true;
    }

    private boolean enough(Set<String> joined) {
        Set<String> active = active(joined);
        if (unanswered.isPresent() || active.size() < wanted.minimumPaths()) {
            return false;
        }
        if (grace.isEmpty()) {
            grace = Optional.of(deadline.atMost(wanted.grace()));
        }
        return grace.get().passed() || settled(joined).containsAll(wanted.disks());
    }

    private Set<String> active(Set<String> joined) {
        return ours().filter(PathStatus::active)
                .map(PathStatus::disk)
                .filter(joined::contains)
                .collect(Collectors.toSet());
    }

    private Set<String> settled(Set<String> joined) {
        return ours().filter(path -> path.active() || path.failed())
                .map(PathStatus::disk)
                .filter(joined::contains)
                .collect(Collectors.toSet());
    }

    // multipathd may still list another disk that had the same name before
    private Stream<PathStatus> ours() {
        return states.stream()
                .flatMap(List::stream)
                .filter(path -> path.wwid().equals(Optional.of(wwid)));
    }

    private Formed formed(Optional<DmMap> map) {
        Set<String> joined = joined(map);
        Set<String> active = active(joined);
        var others = new TreeSet<>(wanted.disks());
        others.removeAll(active);
        String missing =
                others.stream()
                        .map(disk -> disk + " " + why(disk, joined))
                        .collect(Collectors.joining("; "));
        String first = map.isPresent() ? "" : "there is no map of " + wwid + ": ";
        return new Formed(map, active, others, first + missing);
    }

    private String why(String disk, Set<String> joined) {
        if (joined.contains(disk)) {
            return ours().filter(path -> path.disk().equals(disk))
                    .findFirst()
                    .map(path -> "is " + path.dmState() + ", its checker says " + path.checker())
                    .orElse("is in the map, its state not known yet");
        }
        return devices.holding(disk)
                .filter(other -> !other.carries(wwid))
                .map(other -> "is in the map " + other.name())
                .orElseGet(() -> requests.said(disk));
    }
}
