// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.step.Writability;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.Formed;
import io.mortise.scsi.multipath.MapAssembly;
import io.mortise.scsi.multipath.MapWanted;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Built;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The attach over all paths at once, with a map above them. Used once. */
final class MultipathBuild {
    /** Paths come up nearly together; asking for the map of all at once saves a reload of it. */
    private static final Duration TOGETHER = Duration.ofMillis(300);

    private static final Duration BEAT = Duration.ofMillis(50);

    private final Job job;
    private final Host host;
    private final IscsiSettings settings;
    private final Paths paths;
    private final Kindred kindred;
    private final MapAssembly assembly;

    /**
     * @param asked the target that was asked for, if others were discovered
     */
    MultipathBuild(Job job, Optional<Iqn> asked) {
        this.job = job;
        this.host = job.host();
        this.settings = job.wish().settings();
        this.paths = new Paths(job);
        this.kindred = new Kindred(job, paths, asked);
        this.assembly = new MapAssembly(host);
    }

    Built build() {
        boolean handedOver = false;
        try {
            paths.start(job.wish().paths());
            Wwid wwid = firstIdentity();
            Assembled assembled = assemble(wwid);
            List<IscsiPath> open = open(assembled);
            if (!open.isEmpty()) {
                Built built = mapped(assembled, open);
                handedOver = true;
                return built;
            }
            job.finish();
            paths.unlessCancelled();
            kindred.unlessUsed(wwid);
            Assembled all = complete(wwid, assembled);
            return all.formed().map().isPresent()
                    ? mapped(all, List.of())
                    : new OnePath(job).instead(all.formed());
        } finally {
            if (!handedOver) {
                job.finish();
            }
        }
    }

    /**
     * A map and what it is made of.
     *
     * @param paths those whose disks were wanted in it
     */
    private record Assembled(Formed formed, List<Up> paths) {}

    /** The paths that may still come, if the device can be handed out without them. */
    private List<IscsiPath> open(Assembled assembled) {
        boolean enough =
                assembled.formed().map().isPresent()
                        && assembled.formed().active().size() >= settings.minimumPaths();
        if (!enough || job.operation().deadline().passed()) {
            return List.of();
        }
        var open = new ArrayList<>(job.wish().paths());
        assembled.paths().forEach(up -> open.remove(up.path()));
        job.progress().downs().forEach(down -> open.remove((IscsiPath) down.path()));
        return open;
    }

    private Wwid firstIdentity() {
        Progress progress = job.progress();
        Deadline deadline = job.operation().deadline();
        deadline.await(
                progress.changed(),
                BEAT,
                () -> Optional.of(progress).filter(p -> p.settled() || kindred.known()));
        if (progress.ups().isEmpty()) {
            // what is told at the last moment is the reason
            job.finish();
            throw paths.none();
        }
        deadline.atMost(TOGETHER)
                .await(
                        progress.changed(),
                        BEAT,
                        () -> Optional.of(progress).filter(p -> p.settledBut(this::unlikely)));
        List<Up> ups = kindred.ups();
        Wwid wwid = ups.get(0).wwid().orElseThrow(() -> Paths.unknown(ups.get(0).path()));
        elsewhere().none(wwid, names(ups));
        return wwid;
    }

    private Elsewhere elsewhere() {
        return new Elsewhere(host, job.wish().paths(), job.operation().deadline());
    }

    private boolean unlikely(IscsiPath path) {
        return job.remembered(path).isPresent();
    }

    private Assembled assemble(Wwid wwid) {
        Deadline limit = job.operation().deadline().atMost(settings.mapTimeout());
        Optional<Deadline> grace = Optional.empty();
        while (true) {
            List<Up> ups = kindred.ups();
            kindred.unlessUsed(wwid);
            Formed formed = form(wwid, ups, limit);
            if (grace.isEmpty() && formed.active().size() >= settings.minimumPaths()) {
                grace = Optional.of(job.operation().deadline().atMost(settings.pathGrace()));
            }
            boolean enough = grace.isPresent();
            if (!moreAfter(ups, enough, grace.orElse(limit))) {
                return new Assembled(formed, ups);
            }
        }
    }

    /** Waits for a further path; false if none is to come. */
    private boolean moreAfter(List<Up> ups, boolean enough, Deadline deadline) {
        Progress progress = job.progress();
        Predicate<IscsiPath> unexpected = enough ? this::unlikely : none -> false;
        deadline.await(
                progress.changed(),
                BEAT,
                () ->
                        Optional.of(progress)
                                .filter(
                                        p ->
                                                p.settledBut(unexpected)
                                                        || p.ups().size() != ups.size()));
        return !progress.ups().isEmpty() && progress.ups().size() != ups.size();
    }

    // a path may have come in the last moment
    private Assembled complete(Wwid wwid, Assembled assembled) {
        Formed formed = assembled.formed();
        List<Up> ups = kindred.ups();
        if (ups.isEmpty()) {
            throw paths.none();
        }
        Set<String> known = names(ups);
        if (formed.active().containsAll(known) || formed.map().isEmpty()) {
            return new Assembled(formed, ups);
        }
        Deadline limit = job.operation().deadline().atMost(settings.pathGrace());
        return new Assembled(form(wwid, ups, limit), ups);
    }

    private Formed form(Wwid wwid, List<Up> ups, Deadline limit) {
        int least = Math.min(settings.minimumPaths(), ups.size());
        try {
            return assembly.form(
                    wwid, new MapWanted(names(ups), least, settings.pathGrace()), limit);
        } catch (VolumeException failure) {
            return withoutDaemon(wwid, ups, failure);
        }
    }

    // it ended meanwhile: as if it had never run, unless it has left a map, which nobody minds
    private Formed withoutDaemon(Wwid wwid, List<Up> ups, VolumeException failure) {
        boolean map = new MultipathDevices(host).byWwid(wwid).isPresent();
        if (failure.reason() != Reason.TOOL_MISSING || job.wish().enforced() || map) {
            throw failure;
        }
        return new Formed(Optional.empty(), Set.of(), names(ups), failure.getMessage());
    }

    private Built mapped(Assembled assembled, List<IscsiPath> open) {
        Formed formed = assembled.formed();
        Progress progress = job.progress();
        for (Up up : assembled.paths()) {
            if (!formed.active().contains(up.disk().name())) {
                progress.down(
                        up.path(),
                        Reason.MAP_NOT_FORMED,
                        up.disk()
                                + " did not become an active path of the map: "
                                + formed.detail());
            }
        }
        List<Up> active = progress.ups().stream().filter(up -> !open.contains(up.path())).toList();
        if (active.size() < settings.minimumPaths()) {
            throw paths.tooFew(active.size());
        }
        DmMap map = formed.map().orElseThrow();
        pure(map);
        var down = new ArrayList<IscsiPath>(job.wish().paths());
        down.removeAll(active.stream().map(Up::path).toList());
        down.removeAll(open);
        paths.giveUp(down);
        VolumeDevice device = new Devices(host).of(map, job.operation().deadline());
        new Protection(
                        host,
                        job.wish().traits().accessMode(),
                        device.path(),
                        job.operation().deadline())
                .setFirst(job, Writability.MAP, active.stream().map(Up::path).toList());
        paths.keep(active);
        if (open.isEmpty()) {
            return new Built(active.get(0).wwid(), device, progress.reports(), paths.degraded());
        }
        return new Latecomers(job, kindred, open, active.get(0).wwid().orElseThrow(), device)
                .built();
    }

    private void pure(DmMap map) {
        kindred.unlessUsed(map.wwid());
        List<Up> same = job.progress().ups().stream().filter(up -> up.leadsTo(map.wwid())).toList();
        new MapMembers(host, elsewhere(), job.operation().deadline())
                .pure(map, map.wwid(), names(same), job.made(map));
        new OtherWays(job).none(map);
    }

    private static Set<String> names(List<Up> ups) {
        return ups.stream().map(up -> up.disk().name()).collect(Collectors.toSet());
    }
}
