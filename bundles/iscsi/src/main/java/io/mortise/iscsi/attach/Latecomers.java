// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.session.PortalMemory.Failure;
import io.mortise.scsi.Identity;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.Formed;
import io.mortise.scsi.multipath.MapAssembly;
import io.mortise.scsi.multipath.MapWanted;
import io.mortise.spi.Built;
import io.mortise.spi.LatePaths;
import io.mortise.spi.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The paths that were not up when the map was handed out. Their logins and scans go on in the tasks
 * that the attach began. Used by one task at a time.
 */
final class Latecomers implements LatePaths {
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Job job;
    private final Kindred kindred;
    private final Paths paths;
    private final List<IscsiPath> open;
    private final Wwid wwid;
    private final VolumeDevice device;

    Latecomers(Job job, Kindred kindred, List<IscsiPath> open, Wwid wwid, VolumeDevice device) {
        this.job = job;
        this.kindred = kindred;
        this.paths = new Paths(job);
        this.open = new ArrayList<>(open);
        this.wwid = wwid;
        this.device = device;
    }

    /** The attachment as it is now. */
    Built built() {
        Map<IscsiPath, String> pending = new TreeMap<>();
        open.forEach(path -> pending.put(path, why(path)));
        int all = job.wish().paths().size();
        Optional<String> degraded =
                pending.isEmpty()
                        ? paths.degraded()
                        : Optional.of(
                                "%d of %d paths are active, %s still coming up: %s"
                                        .formatted(
                                                all - job.progress().downsBut(open) - open.size(),
                                                all,
                                                open.size(),
                                                open));
        return new Built(
                Optional.of(wwid),
                device,
                job.progress().reports(pending),
                degraded,
                pending.isEmpty() ? Optional.empty() : Optional.of(this));
    }

    private String why(IscsiPath path) {
        return job.remembered(path)
                .map(
                        failure ->
                                "it is coming up; its portal did not answer %d s ago: %s"
                                        .formatted(age(failure), failure.detail()))
                .orElse("it is coming up");
    }

    private long age(Failure failure) {
        return failure.age(job.host().tasks()).toSeconds();
    }

    @Override
    public Built await(Operation operation) {
        Deadline deadline = operation.deadline();
        try {
            while (!open.isEmpty() && !deadline.passed()) {
                deadline.await(job.progress().changed(), BEAT, this::next)
                        .ifPresent(path -> end(path, deadline));
            }
        } finally {
            job.finish();
        }
        for (IscsiPath path : List.copyOf(open)) {
            if (!leftOut(path) && !deadline.isExpired()) {
                giveUp(path, Reason.TIMED_OUT, "it did not come up in time");
            }
        }
        return built();
    }

    private Optional<IscsiPath> next() {
        return open.stream().filter(path -> !job.progress().pending(path)).findFirst();
    }

    private void end(IscsiPath path, Deadline deadline) {
        Optional<Up> up = job.progress().up(path);
        if (leftOut(path)) {
            return;
        }
        if (up.isEmpty()) {
            open.remove(path);
            paths.giveUp(List.of(path));
            return;
        }
        try {
            join(up.get(), deadline);
            open.remove(path);
        } catch (VolumeException failure) {
            if (!leftOut(path) && !deadline.isExpired()) {
                giveUp(path, failure.reason(), failure.getMessage());
            }
        } catch (HostFailure failure) {
            giveUp(path, Reason.HOST_FAILED, failure.getMessage());
        }
    }

    // the target is another volume's: that it was named says nothing of this one
    private boolean leftOut(IscsiPath path) {
        if (!kindred.leadsElsewhere(path, wwid)) {
            return false;
        }
        open.remove(path);
        kindred.leaveOut(path);
        return true;
    }

    private void giveUp(IscsiPath path, Reason reason, String detail) {
        open.remove(path);
        if (job.progress().pending(path) || job.progress().up(path).isPresent()) {
            job.progress().down(path, reason, detail);
        }
        paths.giveUp(List.of(path));
    }

    private void join(Up up, Deadline deadline) {
        // what the client's data goes through is asked, not remembered
        Optional<Wwid> live = new Identity(job.host()).live(up.disk(), deadline.atMost(ANSWER));
        job.progress().answered(up.path(), live);
        if (!live.equals(Optional.of(wwid))) {
            throw VolumeException.pointless(
                    live.isPresent() ? Reason.FOREIGN_DATA : Reason.IDENTITY_UNKNOWN,
                    "%s of %s %s, not as %s"
                            .formatted(
                                    up.disk(),
                                    up.path(),
                                    live.map(other -> "answers as " + other)
                                            .orElse("does not answer"),
                                    wwid),
                    "See which volumes the array exports to this host, under which LUN.");
        }
        new Sameness(job.wish().traits()).serial(up.path().toString(), up.serial());
        // before multipathd shows it in the map, where a target that is not known is refused
        kindred.know(open.stream().filter(path -> !path.equals(up.path())).toList(), wwid);
        String disk = up.disk().name();
        Formed formed =
                new MapAssembly(job.host())
                        .form(
                                wwid,
                                new MapWanted(Set.of(disk), 1, job.wish().settings().pathGrace()),
                                deadline.atMost(job.wish().settings().mapTimeout()));
        if (!formed.active().contains(disk)) {
            throw VolumeException.passing(
                    Reason.MAP_NOT_FORMED,
                    disk + " did not become an active path of the map: " + formed.detail(),
                    "See what multipathd says of it (multipathd show paths).");
        }
        DmMap map = formed.map().orElseThrow();
        new DirectUse(job).none(map, Set.of(disk));
        new Protection(job.host(), job.wish().traits().accessMode(), map.path(), deadline).set();
        paths.keep(List.of(up));
    }
}
