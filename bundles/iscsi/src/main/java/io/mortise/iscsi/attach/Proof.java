// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.IscsiPath;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.Reason;
import io.mortise.api.SerialNumber;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.Task;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MapAssembly;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Built;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The proof that an attached volume is still there and still the same. Changes nothing, but has I/O
 * go on that a map holds back.
 */
public final class Proof {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Host host;
    private final Attachment attachment;
    private final Wish wish;
    private final Sameness sameness;
    private final Deadline deadline;
    private final DiskSearch search;
    private final Identity identity;

    public Proof(Host host, Attachment attachment, Wish wish, Deadline deadline) {
        this.host = host;
        this.attachment = attachment;
        this.wish = wish;
        this.sameness = new Sameness(wish.traits());
        this.deadline = deadline;
        this.search = new DiskSearch(host);
        this.identity = new Identity(host);
    }

    /**
     * Looks at each of its paths.
     *
     * @throws VolumeException FOREIGN_DATA, NO_PATHS
     */
    public Built prove() {
        List<IscsiPath> paths = wish.paths();
        sameness.wwid(attachment.id().toString(), attachment.wwid());
        List<Supplier<PathReport>> bodies =
                paths.stream().<Supplier<PathReport>>map(path -> () -> report(path)).toList();
        List<PathReport> reports =
                host.tasks().forkAndJoin("prove " + attachment.id(), bodies).stream()
                        .map(Task::result)
                        .flatMap(Optional::stream)
                        .toList();
        VolumeDevice device = device(reports);
        long active = reports.stream().filter(r -> r.state() == PathState.ACTIVE).count();
        if (active == 0) {
            throw gone("no path of " + attachment.id() + " answers: " + reports.get(0).detail());
        }
        return new Built(
                attachment.wwid(), device, reports, degraded(device, active, paths.size()));
    }

    // over one path, as it was found when that path was chosen
    private Optional<String> degraded(VolumeDevice device, long active, int wanted) {
        if (device.multipath()) {
            return Optional.of(active + " of " + wanted + " paths are active")
                    .filter(less -> active < wanted);
        }
        return Optional.of(attachment.detail())
                .filter(why -> attachment.state() == AttachmentState.DEGRADED);
    }

    private PathReport report(IscsiPath path) {
        Optional<Disk> disk;
        try {
            disk = search.disk(path);
        } catch (HostFailure unknown) {
            return failed(path, PathState.UNKNOWN, Optional.empty(), unknown.getMessage());
        }
        if (disk.isEmpty()) {
            return failed(path, PathState.DOWN, Optional.empty(), "it has no disk");
        }
        Optional<Wwid> live = identity.live(disk.get(), deadline.atMost(ANSWER));
        if (live.isEmpty() && !silent(disk.get())) {
            return failed(path, PathState.FAILED, disk, disk.get() + " does not answer");
        }
        if (!live.equals(attachment.wwid())) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "%s of %s answers as %s, not as %s"
                            .formatted(
                                    disk.get(),
                                    path,
                                    live.map(Wwid::text).orElse("nothing"),
                                    attachment.wwid().map(Wwid::text).orElse("nothing")),
                    "Stop using " + attachment.id() + ": its data is not what was attached.");
        }
        if (wish.traits().expectedSerial().isPresent()) {
            Optional<SerialNumber> serial = identity.serial(disk.get(), deadline.atMost(ANSWER));
            if (serial.isEmpty()) {
                return failed(
                        path, PathState.FAILED, disk, disk.get() + " states no serial number");
            }
            sameness.serial(path.toString(), serial);
        }
        return PathReport.active(path, disk.get().name());
    }

    // of a volume without identity no more can be asked than that its disk works
    private boolean silent(Disk disk) {
        return attachment.wwid().isEmpty() && new Disks(host).state(disk).equals("running");
    }

    private static PathReport failed(
            IscsiPath path, PathState state, Optional<Disk> disk, String detail) {
        return new PathReport(path, state, disk.map(Disk::name), Optional.empty(), detail);
    }

    private VolumeDevice device(List<PathReport> reports) {
        var devices = new Devices(host);
        boolean mapped = attachment.device().map(VolumeDevice::multipath).orElse(false);
        if (mapped) {
            Optional<DmMap> map =
                    attachment.wwid().flatMap(wwid -> new MultipathDevices(host).byWwid(wwid));
            map.ifPresent(m -> pure(m, reports));
            return map.filter(m -> m.sizeBytes() > 0)
                    .map(m -> devices.of(new MapAssembly(host).resumed(m, deadline), deadline))
                    .orElseThrow(() -> gone("the map of " + attachment.id() + " is gone"));
        }
        // the one that was handed out: another disk of the volume may be somebody else's
        Optional<String> handedOut = attachment.device().map(VolumeDevice::path);
        return reports.stream()
                .filter(report -> report.state() == PathState.ACTIVE)
                .flatMap(report -> search.disk((IscsiPath) report.path()).stream())
                .filter(disk -> handedOut.equals(Optional.of(disk.path())))
                .findFirst()
                .map(disk -> devices.of(disk, attachment.wwid()))
                .orElseThrow(() -> gone("the disk of " + attachment.id() + " is gone"));
    }

    private void pure(DmMap map, List<PathReport> reports) {
        Set<String> proven =
                reports.stream()
                        .filter(report -> report.state() == PathState.ACTIVE)
                        .flatMap(report -> report.disk().stream())
                        .collect(Collectors.toSet());
        new MapMembers(host, new Elsewhere(host, wish.paths(), deadline), deadline)
                .pure(map, map.wwid(), proven, false);
    }

    private static VolumeException gone(String message) {
        return VolumeException.passing(Reason.NO_PATHS, message, "Detach it and attach it again.");
    }
}
