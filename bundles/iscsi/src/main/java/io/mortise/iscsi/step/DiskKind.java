// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Iqn;
import io.mortise.api.Lun;
import io.mortise.api.VolumePath;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.Task;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.settings.CurrentSettings;
import io.mortise.scsi.Disk;
import io.mortise.spi.Outcome;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import io.mortise.spi.Undo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Undoes {@code iscsi.disk}: deletes the disks of a volume, side by side. */
@Component(service = StepKind.class, property = StepKind.KIND + "=" + IscsiSteps.DISK)
public final class DiskKind implements StepKind {
    private final Host host;
    private final CurrentSettings settings;
    private final DiskSearch search;
    private final IscsiSessions sessions;
    private final StrayDisks strays;

    @Activate
    public DiskKind(@Reference Host host, @Reference CurrentSettings settings) {
        this.host = host;
        this.settings = settings;
        this.search = new DiskSearch(host);
        this.sessions = new IscsiSessions(host);
        this.strays = new StrayDisks(host);
    }

    @Override
    public String kind() {
        return IscsiSteps.DISK;
    }

    @Override
    public int newestVersion() {
        return 2;
    }

    @Override
    public Phase phase() {
        return Phase.DISK;
    }

    @Override
    public boolean leaves(Step step) {
        return IscsiSteps.stays(step, false);
    }

    @Override
    public boolean leavesHandedOut(Step step) {
        return IscsiSteps.stays(step, true);
    }

    @Override
    public Optional<VolumePath> path(Step step) {
        return IscsiSteps.path(step).map(path -> path);
    }

    @Override
    public Map<Step, String> disks(List<Step> steps, Deadline deadline) {
        return find(steps).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().name()));
    }

    @Override
    public boolean gone(List<Step> steps, Deadline deadline) {
        try {
            var seen = new HashMap<Iqn, Seen>();
            return steps.stream().allMatch(step -> disk(step, seen).isEmpty());
        } catch (HostFailure | IllegalArgumentException unknown) {
            return false;
        }
    }

    private Optional<Disk> disk(Step step, Map<Iqn, Seen> seen) {
        SessionName name = IscsiSteps.session(step);
        Lun lun = IscsiSteps.diskPath(step).lun();
        return search.disk(name, lun, seen.computeIfAbsent(name.target(), sessions::look));
    }

    private Map<Step, Disk> find(List<Step> steps) {
        var seen = new HashMap<Iqn, Seen>();
        var disks = new HashMap<Step, Disk>();
        for (Step step : steps) {
            try {
                disk(step, seen).ifPresent(disk -> disks.put(step, disk));
            } catch (HostFailure | IllegalArgumentException unknown) {
                // left out, as the contract says; undo tells why
                continue;
            }
        }
        return disks;
    }

    @Override
    public Set<String> strays(List<Step> steps, Wwid wwid, Deadline deadline) {
        return strays.of(steps, wwid, deadline).values().stream()
                .flatMap(disks -> disks.stream().map(Disk::name))
                .collect(Collectors.toSet());
    }

    @Override
    public List<Outcome> undo(List<Step> steps, Undo undo) {
        var deletion = new Deletion(host, settings.get(), undo, find(steps));
        List<Supplier<Outcome>> bodies =
                steps.stream()
                        .<Supplier<Outcome>>map(
                                step -> () -> Settled.of(step, () -> deletion.of(step)))
                        .toList();
        List<Outcome> outcomes =
                host.tasks().forkAndJoin("delete disks of " + undo.attachment(), bodies).stream()
                        .map(Task::result)
                        .flatMap(Optional::stream)
                        .toList();
        List<Outcome> all = withStrays(outcomes, deletion, undo);
        deletion.dropStaleLinks();
        return all;
    }

    /** A disk over somebody else's session goes with the step at whose target and LUN it sits. */
    private List<Outcome> withStrays(List<Outcome> outcomes, Deletion deletion, Undo undo) {
        List<Step> steps = outcomes.stream().map(Outcome::step).toList();
        // while other paths stay, the volume does, and a stray is one of its paths
        boolean whole =
                undo.disks().keySet().stream()
                        .filter(step -> step.kind().equals(IscsiSteps.DISK))
                        .allMatch(steps::contains);
        if (!whole || undo.strays().isEmpty() || undo.wwid().isEmpty()) {
            return outcomes;
        }
        Map<Step, List<Disk>> found = strays.of(steps, undo.wwid().get(), undo.deadline());
        return outcomes.stream()
                .map(
                        outcome ->
                                found.getOrDefault(outcome.step(), List.of()).stream()
                                        .filter(disk -> undo.strays().contains(disk.name()))
                                        .reduce(outcome, deletion::alsoOf, (a, b) -> b))
                .toList();
    }
}
