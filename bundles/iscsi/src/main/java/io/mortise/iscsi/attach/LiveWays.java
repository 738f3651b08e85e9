// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.SerialNumber;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The ways on which a volume may be on the host: all sessions through the portals asked for, of
 * whichever iface. Whoever asked for one portal only may have found others by discovery; so then
 * all sessions of the target count on which its LUN has a disk of the same volume.
 */
final class LiveWays {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Host host;
    private final List<IscsiPath> paths;
    private final boolean bySerial;
    private final Deadline deadline;
    private final Whereabouts whereabouts;
    private final DiskSearch search;
    private final Identity identity;

    LiveWays(Host host, Whereabouts whereabouts, IscsiConnection connection, Deadline deadline) {
        this.host = host;
        this.paths = connection.paths();
        this.bySerial = connection.traits().expectedSerial().isPresent();
        this.deadline = deadline;
        this.whereabouts = whereabouts;
        this.search = new DiskSearch(host);
        this.identity = new Identity(host);
    }

    /** Whether a way was asked for by name. */
    boolean asked(LiveWay way) {
        return paths.contains(way.path());
    }

    /** All, each disk asked by itself what it is. */
    List<LiveWay> look() {
        var found = new LinkedHashSet<Candidate>();
        Set<Iqn> targets = paths.stream().map(IscsiPath::target).collect(Collectors.toSet());
        for (Iqn target : targets) {
            Seen seen = whereabouts.sessions(target);
            for (IscsiPath path : paths) {
                seen.of(path.target()).stream()
                        .filter(s -> paths.size() == 1 || s.name().portal().equals(path.portal()))
                        .forEach(s -> found.add(new Candidate(s, path.lun())));
            }
        }
        List<Supplier<LiveWay>> asking =
                found.stream().<Supplier<LiveWay>>map(each -> () -> ask(each)).toList();
        var ways = new ArrayList<LiveWay>();
        host.tasks()
                .forkAndJoin("what is there of " + paths.get(0), asking)
                .forEach(task -> task.result().ifPresent(ways::add));
        return ways.stream().filter(way -> asked(way) || way.disk().isPresent()).toList();
    }

    private record Candidate(Session session, Lun lun) {}

    private LiveWay ask(Candidate each) {
        Optional<Disk> disk = search.disk(each.session(), each.lun());
        Optional<Wwid> live = disk.flatMap(d -> identity.live(d, deadline.atMost(ANSWER)));
        // one that does not say what it is would not say this either, and take as long again
        Optional<SerialNumber> serial =
                disk.filter(d -> bySerial && live.isPresent())
                        .flatMap(d -> identity.serial(d, deadline.atMost(ANSWER)));
        return new LiveWay(
                each.session(), each.lun(), disk, live, disk.flatMap(identity::remembered), serial);
    }
}
