// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.KnownDevice;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.scsi.Disk;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Built;
import io.mortise.spi.Found;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is on the host of a volume that somebody else attached, as steps that undo it. Its sessions
 * count as the volume's own: they go once no disk and no trail needs them. Used once, by one task.
 */
final class Adoption {
    // os-brick and open-iscsi's own scan look for disks well within that after a login
    private static final Duration SETTLED = Duration.ofSeconds(3);
    private static final Duration BEAT = Duration.ofMillis(100);

    private final Host host;
    private final IscsiConnection connection;
    private final Deadline deadline;
    private final LiveWays ways;
    private final AdoptedIdentity identity;

    Adoption(Host host, IscsiConnection connection, KnownDevice known, Deadline deadline) {
        this.host = host;
        var whereabouts = new Whereabouts(host, deadline);
        this.connection = whereabouts.of(connection);
        this.deadline = deadline;
        this.ways = new LiveWays(host, whereabouts, this.connection, deadline);
        this.identity = new AdoptedIdentity(host, connection.traits(), known, deadline);
    }

    Optional<Found> find() {
        List<LiveWay> all = ways.look();
        List<LiveWay> asked = all.stream().filter(way -> way.disk().isPresent()).toList();
        Optional<Wwid> wwid = identity.of(asked.stream().filter(ways::asked).toList());
        if (wwid.isEmpty()) {
            // no disk is left of it; a session goes too, if nothing is on it
            List<Step> empty = stayingEmpty(all);
            return empty.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Found(connection, empty, Optional.empty()));
        }
        List<LiveWay> own =
                all.stream()
                        .filter(way -> ways.asked(way) || way.is(wwid.get()))
                        .filter(way -> way.disk().isPresent() || isEmpty(way))
                        .toList();
        List<Step> steps = new ArrayList<>();
        own.forEach(way -> steps.addAll(steps(way)));
        Optional<DmMap> map = new MultipathDevices(host).byWwid(wwid.get());
        map.ifPresent(m -> steps.add(IscsiSteps.map(wwid.get())));
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Found(
                        connection,
                        map.isPresent() ? steps : devices(steps, own),
                        Optional.of(built(wwid.get(), own, map))));
    }

    // whoever has opened one just now is about to look for a disk on it
    private List<Step> stayingEmpty(List<LiveWay> all) {
        int before = emptySessions(all).size();
        if (before > 0) {
            deadline.atMost(SETTLED)
                    .await(
                            host.tasks().signal("a disk on an empty session"),
                            BEAT,
                            () ->
                                    Optional.of(true)
                                            .filter(yes -> emptySessions(all).size() < before));
        }
        return emptySessions(all);
    }

    private List<Step> emptySessions(List<LiveWay> all) {
        var steps = new ArrayList<Step>();
        all.stream()
                .filter(way -> ways.asked(way) && isEmpty(way))
                .forEach(way -> steps.addAll(steps(way)));
        return steps;
    }

    private boolean isEmpty(LiveWay way) {
        return new DiskSearch(host).of(way.session()).isEmpty();
    }

    private List<Step> steps(LiveWay way) {
        SessionName name = way.session().name();
        var steps = new ArrayList<Step>();
        if (new NodeRecords(host).find(name.target(), name.portal(), name.iface()).isPresent()) {
            steps.add(IscsiSteps.adopted(IscsiSteps.node(name, way.lun())));
        }
        steps.add(IscsiSteps.session(name, way.lun()));
        if (way.disk().isPresent()) {
            steps.add(IscsiSteps.disk(name, way.lun()));
        }
        return steps;
    }

    // without a map above, what was written went to a disk itself, which must be flushed; to which
    // one is not known, so those that work
    private List<Step> devices(List<Step> steps, List<LiveWay> own) {
        boolean alone = own.stream().filter(way -> way.disk().isPresent()).count() == 1;
        List<Step> flushed =
                own.stream()
                        .filter(way -> way.disk().isPresent())
                        .filter(way -> alone || way.live().isPresent())
                        .map(way -> IscsiSteps.disk(way.session().name(), way.lun()))
                        .toList();
        return steps.stream()
                .map(step -> flushed.contains(step) ? IscsiSteps.device(step) : step)
                .toList();
    }

    private Built built(Wwid wwid, List<LiveWay> own, Optional<DmMap> map) {
        List<PathReport> reports =
                connection.paths().stream().map(path -> report(path, own)).toList();
        long active = reports.stream().filter(r -> r.state() == PathState.ACTIVE).count();
        Optional<String> degraded =
                active == reports.size() && map.isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                "adopted with %d of %d paths%s"
                                        .formatted(
                                                active,
                                                reports.size(),
                                                map.isPresent() ? "" : " and no map"));
        return new Built(Optional.of(wwid), device(wwid, own, map), reports, degraded);
    }

    private VolumeDevice device(Wwid wwid, List<LiveWay> own, Optional<DmMap> map) {
        var devices = new Devices(host);
        return map.map(m -> devices.of(m, deadline))
                .or(
                        () ->
                                own.stream()
                                        .flatMap(way -> way.disk().stream())
                                        .findFirst()
                                        .map(disk -> devices.of(disk, Optional.of(wwid))))
                .orElseThrow();
    }

    private static PathReport report(IscsiPath path, List<LiveWay> own) {
        List<LiveWay> ways = own.stream().filter(way -> way.path().equals(path)).toList();
        Optional<LiveWay> active = ways.stream().filter(w -> w.live().isPresent()).findFirst();
        Optional<Disk> disk = ways.stream().flatMap(way -> way.disk().stream()).findFirst();
        if (active.isPresent()) {
            return PathReport.active(path, active.get().disk().orElseThrow().name());
        }
        if (disk.isEmpty()) {
            return PathReport.down(path, Reason.NO_USABLE_PATH, "nothing of it was on the host");
        }
        return new PathReport(
                path,
                PathState.FAILED,
                disk.map(Disk::name),
                Optional.of(Reason.NO_USABLE_PATH),
                disk.get() + " does not answer");
    }

    static VolumeException foreign(String message) {
        return VolumeException.pointless(
                Reason.FOREIGN_DATA,
                message,
                "Nothing was touched. See which volumes the array exports to this host, under which"
                        + " LUN, and give the information that belongs to the volume.");
    }
}
