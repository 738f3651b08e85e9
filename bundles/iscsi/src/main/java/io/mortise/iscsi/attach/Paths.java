// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.PathReport;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What is done with paths as such: starting them, giving them up, telling why none came up. */
final class Paths {
    private final Job job;

    Paths(Job job) {
        this.job = job;
    }

    /**
     * Starts all at once, targets side by side. A path for whose record the target has to be asked
     * goes by itself, so that it holds up no other.
     */
    void start(List<IscsiPath> paths) {
        Map<Iqn, List<IscsiPath>> byTarget = new TreeMap<>();
        var tags = new GroupTags(job);
        for (IscsiPath path : paths) {
            if (paths.size() > 1 && tags.needed(path)) {
                start(path.target() + " from " + path.iface(), path.target(), List.of(path));
            } else {
                byTarget.computeIfAbsent(path.target(), t -> new ArrayList<>()).add(path);
            }
        }
        byTarget.forEach((target, ofTarget) -> start(target.name(), target, ofTarget));
    }

    private void start(String name, Iqn target, List<IscsiPath> paths) {
        job.fork("sessions to " + name, () -> new TargetLogin(job, target, paths).run());
    }

    /** Walks back what was done for paths that did not come up. */
    void giveUp(List<IscsiPath> paths) {
        List<Step> standing = job.trail().steps();
        List<Step> steps =
                paths.stream().flatMap(path -> IscsiSteps.of(path, standing).stream()).toList();
        if (steps.isEmpty()) {
            return;
        }
        for (Outcome outcome : job.trail().walkBack(steps)) {
            outcome.failure().ifPresent(failure -> tell(outcome.step(), failure.getMessage()));
        }
    }

    /** What was there before belongs to the attachment once that is handed out: not before. */
    void keep(List<Up> active) {
        var steps = new ArrayList<Step>();
        steps.add(map(active.get(0).wwid().orElseThrow()));
        active.forEach(up -> steps.add(IscsiSteps.taken(disk(up))));
        List<Step> standing = job.trail().steps();
        steps.removeIf(standing::contains);
        if (!steps.isEmpty()) {
            job.trail().add(steps);
        }
    }

    /** The map of a volume, which may have been there before. */
    Step map(Wwid wwid) {
        Step map = IscsiSteps.map(wwid);
        Optional<DmMap> there = new MultipathDevices(job.host()).byWwid(wwid);
        return there.isEmpty() || job.made(there.get()) ? map : IscsiSteps.preexisting(map);
    }

    /** The disk of a path as it stands on the trail. */
    Step disk(Up up) {
        Step step = IscsiSteps.disk(up.path());
        return job.trail().steps().stream().filter(step::sameThingAs).findFirst().orElse(step);
    }

    /** How many are up, and why the others are not; empty if all are. */
    Optional<String> degraded() {
        int down = job.progress().downs().size();
        int all = job.wish().paths().size();
        return down == 0
                ? Optional.empty()
                : Optional.of("%d of %d paths are active; %s".formatted(all - down, all, told()));
    }

    private void tell(Step step, String failure) {
        job.progress().downs().stream()
                .filter(down -> IscsiSteps.of((IscsiPath) down.path(), List.of(step)).size() == 1)
                .forEach(
                        down ->
                                job.progress()
                                        .down(
                                                (IscsiPath) down.path(),
                                                down.reason().orElse(Reason.INTERNAL),
                                                down.detail() + "; left: " + failure));
    }

    /** Nothing is handed out once the operation was ended early. */
    void unlessCancelled() {
        if (job.operation().deadline().isExpired()) {
            throw VolumeException.passing(
                    Reason.CANCELLED,
                    "the attach was cancelled while paths came up",
                    "Attach it again.");
        }
    }

    /**
     * Nothing is handed out that somebody uses on this host already, beside a map.
     *
     * @param ofVolume which paths lead to the volume; what others use is no matter of it
     * @see DirectUse
     */
    void unlessUsed(Predicate<IscsiPath> ofVolume) {
        Optional<PathReport> used =
                job.progress().downs().stream()
                        .filter(down -> ofVolume.test((IscsiPath) down.path()))
                        .filter(down -> down.reason().equals(Optional.of(Reason.IN_USE)))
                        .findFirst();
        if (used.isPresent()) {
            throw VolumeException.pointless(
                    Reason.IN_USE,
                    used.get().detail(),
                    "Close what stands on the disk, or attach the volume without multipath.");
        }
    }

    /** What happened to those that are down, in one text; what is the same of several, once. */
    String told() {
        Map<String, List<String>> paths = new LinkedHashMap<>();
        for (PathReport down : job.progress().downs()) {
            paths.computeIfAbsent(down.detail(), detail -> new ArrayList<>())
                    .add(down.path().toString());
        }
        return paths.entrySet().stream()
                .map(told -> String.join(", ", told.getValue()) + ": " + told.getKey())
                .collect(Collectors.joining("; "));
    }

    /** Why no path is up: the reason they share, if they share one. */
    VolumeException none() {
        List<PathReport> downs = job.progress().downs();
        List<Reason> reasons =
                downs.stream().flatMap(down -> down.reason().stream()).distinct().toList();
        boolean late = job.operation().deadline().passed();
        Reason reason = reasons.size() == 1 ? reasons.get(0) : Reason.NO_PATHS;
        if (reason == Reason.AUTHENTICATION_FAILED) {
            return VolumeException.pointless(
                    reason,
                    "no path is up: " + told(),
                    "Give the name and secret that the array has for this host; for mutual CHAP"
                            + " those of the target too.");
        }
        return VolumeException.passing(
                downs.isEmpty() && late ? Reason.TIMED_OUT : reason,
                downs.isEmpty()
                        ? "no path came up before the deadline"
                        : "no path is up: " + told(),
                reason == Reason.TOOL_MISSING
                        ? "See whether iscsid runs (systemctl status iscsid), then attach again."
                        : "See whether the portals answer and the array exports the volume to this"
                                + " host.");
    }

    VolumeException tooFew(int active) {
        return VolumeException.passing(
                Reason.NO_PATHS,
                active
                        + " of "
                        + job.wish().paths().size()
                        + " paths are active, fewer than minimum.paths="
                        + job.wish().settings().minimumPaths()
                        + ": "
                        + told(),
                "See whether the portals answer, or lower minimum.paths.");
    }

    static VolumeException unknown(IscsiPath path) {
        return VolumeException.pointless(
                Reason.IDENTITY_UNKNOWN,
                path + " states no identity, so paths can't be joined",
                "Attach it over one path, with multipath and identity.required off.");
    }
}
