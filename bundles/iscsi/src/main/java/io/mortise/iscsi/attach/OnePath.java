// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.iscsi.step.Writability;
import io.mortise.scsi.multipath.Formed;
import io.mortise.spi.Built;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The attach over one path, without a map: because none is wanted, or none could be had. */
final class OnePath {
    private static final String UNPROVEN =
            "unproven: the volume states no identity, so a reused LUN would not be noticed";

    private static final Duration BEAT = Duration.ofMillis(50);

    private final Job job;
    private final Host host;
    private final IscsiSettings settings;
    private final Paths paths;
    private final Sameness sameness;

    OnePath(Job job) {
        this.job = job;
        this.host = job.host();
        this.settings = job.wish().settings();
        this.paths = new Paths(job);
        this.sameness = new Sameness(job.wish().traits());
    }

    /**
     * The first path that works.
     *
     * @param order in which they are tried
     */
    Built first(List<IscsiPath> order, Optional<String> degraded) {
        try {
            for (IscsiPath path : order) {
                if (job.operation().deadline().passed()) {
                    break;
                }
                job.takingTurns(order.size() - order.indexOf(path));
                Optional<Up> up = attempt(path);
                unlessUsed(path, up.flatMap(Up::wwid));
                if (up.isPresent()) {
                    return handedOut(up.get(), degraded);
                }
            }
        } finally {
            job.finish();
        }
        throw paths.none();
    }

    // over that target, or as the same volume over another that discovery named
    private void unlessUsed(IscsiPath path, Optional<Wwid> wwid) {
        paths.unlessUsed(
                other ->
                        other.target().equals(path.target())
                                || wwid.isPresent() && job.progress().answer(other).equals(wwid));
    }

    private Optional<Up> attempt(IscsiPath path) {
        List<Step> standing = job.trail().steps();
        // a reboot leaves a path's record on the trail, and no more of it
        boolean planned =
                IscsiSteps.of(path, standing).stream()
                        .anyMatch(step -> step.kind().equals(IscsiSteps.SESSION));
        if (!planned) {
            var plan = new AttachPlan(host, job.operation(), job.wish(), job.turns());
            job.trail()
                    .add(
                            plan.of(path).stream()
                                    .filter(step -> standing.stream().noneMatch(step::sameThingAs))
                                    .toList());
        }
        paths.start(List.of(path));
        Progress progress = job.progress();
        job.operation()
                .deadline()
                .await(
                        progress.changed(),
                        BEAT,
                        () -> Optional.of(progress).filter(p -> !p.pending(path)));
        Optional<Up> up = progress.up(path);
        if (up.filter(this::mute).isPresent()) {
            String why = up.get().disk() + " does not say what it is";
            progress.down(path, Reason.IDENTITY_UNKNOWN, why);
            up = Optional.empty();
        }
        if (up.isEmpty()) {
            job.joinStarted();
            paths.giveUp(List.of(path));
        }
        return up;
    }

    // it may have died since the login; if it is the last, that is told in its own words
    private boolean mute(Up up) {
        return up.wwid().isEmpty() && settings.identityRequired() && job.turns() > 1;
    }

    /** One of several paths that are up, where a map was wanted and did not form. */
    Built instead(Formed formed) {
        String why = "no multipath map formed: " + formed.detail();
        if (job.operation().deadline().passed()) {
            throw VolumeException.passing(
                    Reason.TIMED_OUT,
                    why + ", by the deadline of the attach",
                    "See what multipathd says of the disks (multipathd show paths), or raise"
                            + " attach.timeout.");
        }
        if (job.wish().enforced()) {
            throw VolumeException.passing(
                    Reason.MAP_NOT_FORMED,
                    why,
                    "See what multipathd says of the disks (multipathd show paths), or set"
                            + " enforce.multipath=false to go on with one path.");
        }
        Progress progress = job.progress();
        List<Up> ups = progress.ups();
        for (Up other : ups.subList(1, ups.size())) {
            progress.down(other.path(), Reason.MAP_NOT_FORMED, why);
        }
        var others = new ArrayList<IscsiPath>(job.wish().paths());
        others.remove(ups.get(0).path());
        paths.giveUp(others);
        return handedOut(ups.get(0), Optional.of(why));
    }

    private Built handedOut(Up up, Optional<String> degraded) {
        paths.unlessCancelled();
        Optional<Wwid> wwid = sameness.of(List.of(up));
        unlessUsed(up.path(), wwid);
        if (wwid.isEmpty() && settings.identityRequired()) {
            throw VolumeException.pointless(
                    Reason.IDENTITY_UNKNOWN,
                    up.path() + " states no identity",
                    "Set identity.required=false to attach it unproven.");
        }
        wwid.ifPresent(
                id ->
                        new Elsewhere(host, job.wish().paths(), job.operation().deadline())
                                .none(id, Set.of(up.disk().name())));
        if (wwid.isEmpty()) {
            new Claimed(job).notAtAll(up);
        }
        Optional<VolumeDevice> claimed = wwid.flatMap(id -> new Claimed(job).map(id, up));
        Deadline deadline = job.operation().deadline();
        var devices = new Devices(host);
        VolumeDevice device = claimed.orElseGet(() -> devices.linked(up.disk(), wwid, deadline));
        if (claimed.isEmpty()) {
            new OtherWays(job).none(up, wwid);
        }
        new Protection(host, job.wish().traits().accessMode(), device.path(), deadline)
                .setFirst(
                        job,
                        device.multipath() ? Writability.MAP : Writability.DISK,
                        List.of(up.path()));
        // the last act: what fails before gives a disk back that was there before
        if (claimed.isPresent()) {
            paths.keep(List.of(up));
        } else {
            job.trail().add(List.of(IscsiSteps.device(paths.disk(up))));
        }
        Optional<String> less =
                wwid.isPresent()
                        ? degraded
                        : Optional.of(UNPROVEN + degraded.map(d -> "; " + d).orElse(""));
        return new Built(wwid, device, job.progress().reports(), less);
    }
}
