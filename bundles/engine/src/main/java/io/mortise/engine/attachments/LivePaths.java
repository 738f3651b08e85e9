// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.attachments;

import io.mortise.api.ConnectionInformation;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.VolumePath;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.Proven;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.StepKinds;
import io.mortise.host.Deadline;
import io.mortise.spi.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the paths of an attachment are at one moment. */
final class LivePaths {
    private final StepKinds kinds;
    private final DiskStates states;
    private final Deadline deadline;

    LivePaths(StepKinds kinds, DiskStates states, Deadline deadline) {
        this.kinds = kinds;
        this.states = states;
        this.deadline = deadline;
    }

    List<PathReport> of(TrailImage image, ConnectionInformation connection) {
        Map<VolumePath, String> disks = disks(image.steps());
        return Stream.concat(connection.paths().stream(), coming(image, connection))
                .map(path -> report(path, image, Optional.ofNullable(disks.get(path))))
                .toList();
    }

    // on the trail, but not yet proven to be paths of the volume
    private Stream<VolumePath> coming(TrailImage image, ConnectionInformation connection) {
        List<String> pending = image.proven().map(Proven::pending).orElse(List.of());
        return image.steps().stream()
                .flatMap(step -> kinds.of(step).flatMap(kind -> kind.path(step)).stream())
                .distinct()
                .filter(path -> pending.contains(path.toString()))
                .filter(path -> !connection.paths().contains(path));
    }

    private Map<VolumePath, String> disks(List<Step> steps) {
        Map<VolumePath, String> disks = new HashMap<>();
        steps.stream()
                .filter(step -> kinds.of(step).isPresent())
                .collect(Collectors.groupingBy(step -> kinds.of(step).orElseThrow()))
                .forEach(
                        (kind, own) ->
                                kind.disks(own, deadline)
                                        .forEach(
                                                (step, disk) ->
                                                        kind.path(step)
                                                                .ifPresent(
                                                                        p -> disks.put(p, disk))));
        return disks;
    }

    private PathReport report(VolumePath path, TrailImage image, Optional<String> disk) {
        Optional<Proven> proven = image.proven();
        if (proven.isEmpty()) {
            return new PathReport(path, PathState.UNKNOWN, disk, Optional.empty(), "");
        }
        Optional<Proven.DownPath> down =
                proven.get().down().stream()
                        .filter(d -> d.path().equals(path.toString()))
                        .findFirst();
        boolean coming = Presentation.usable(image.state()) && down.isEmpty();
        if (coming && proven.get().pending().contains(path.toString())) {
            return PathReport.pending(path, "it is coming up");
        }
        if (disk.isEmpty()) {
            return down.map(d -> PathReport.down(path, d.reason(), d.detail()))
                    .orElseGet(() -> failed(path, disk, "its disk is gone"));
        }
        return proven.get().device().multipath()
                ? inMap(path, disk.get(), proven.get().wwid())
                : alone(path, disk.get());
    }

    private PathReport inMap(VolumePath path, String disk, Optional<Wwid> volume) {
        return switch (states.inMap(disk, volume)) {
            case USABLE -> PathReport.active(path, disk);
            case FAILED -> failed(path, Optional.of(disk), "multipath has failed it");
            case ABSENT -> failed(path, Optional.of(disk), "its disk is in no map");
            case ELSEWHERE ->
                    failed(path, Optional.of(disk), "multipathd has it in another volume's map");
            case UNKNOWN ->
                    new PathReport(
                            path,
                            PathState.UNKNOWN,
                            Optional.of(disk),
                            Optional.of(Reason.MULTIPATH_UNAVAILABLE),
                            "multipathd does not answer");
        };
    }

    private PathReport alone(VolumePath path, String disk) {
        String state = states.kernelState(disk);
        return state.equals("running")
                ? PathReport.active(path, disk)
                : failed(path, Optional.of(disk), "the kernel calls its disk " + state);
    }

    private static PathReport failed(VolumePath path, Optional<String> disk, String detail) {
        return new PathReport(
                path, PathState.FAILED, disk, Optional.of(Reason.NO_USABLE_PATH), detail);
    }
}
