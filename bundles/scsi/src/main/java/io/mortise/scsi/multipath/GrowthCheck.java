// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Whether every path of a volume works, is the volume, and tells one size. Only looks. What one
 * path would not take over leaves a map with paths of different sizes, on which I/O beyond the
 * smaller one fails (os-brick's bug 2032177).
 */
final class GrowthCheck {
    // an array does not tell its new size through all portals at the same moment
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final String UNTOUCHED = "Nothing was touched: ";

    private final Host host;
    private final GrowthWanted wanted;
    private final Deadline deadline;
    private final Disks disks;
    private final Identity identity;
    private final PerPath paths;
    private final Signal never;

    GrowthCheck(Host host, GrowthWanted wanted, Deadline deadline) {
        this.host = host;
        this.wanted = wanted;
        this.deadline = deadline;
        this.disks = new Disks(host);
        this.identity = new Identity(host);
        this.paths = new PerPath(host.tasks(), wanted);
        this.never = host.tasks().signal("sizes of " + wanted.device());
    }

    /**
     * The size in bytes that all paths tell.
     *
     * @throws VolumeException PATH_DOWN, FOREIGN_DATA, MULTIPATH_UNAVAILABLE, UNSUPPORTED,
     *     TIMED_OUT
     */
    long capacity() {
        wanted.map().ifPresent(this::usable);
        paths.each("check", this::proven);
        Deadline patience = deadline.atMost(deadline.left().dividedBy(2));
        Map<String, Long> sizes = paths.each("measure", this::measured);
        while (sizes.values().stream().distinct().count() > 1) {
            host.tasks().await(never, 0, patience.atMost(BEAT));
            if (patience.passed()) {
                throw different(sizes);
            }
            sizes = paths.each("measure", this::measured);
        }
        return notLess(sizes.values().iterator().next());
    }

    private void usable(DmMap map) {
        Map<String, PathStatus> known = known();
        if (map.suspended()) {
            throw down("the map " + map.name() + " is suspended, so no I/O goes through it");
        }
        wanted.disks()
                .forEach(
                        (path, disk) -> {
                            boolean active =
                                    Optional.ofNullable(known.get(disk.name()))
                                            .filter(PathStatus::active)
                                            .isPresent();
                            if (!active || !map.slaves().contains(disk.name())) {
                                throw down(
                                        "%s (%s) is not an active path of the map %s"
                                                .formatted(path, disk.name(), map.name()));
                            }
                        });
    }

    private Map<String, PathStatus> known() {
        try {
            return new MultipathDaemon(host)
                    .paths(deadline).stream()
                            .collect(Collectors.toMap(PathStatus::disk, path -> path, (a, b) -> b));
        } catch (VolumeException silent) {
            throw VolumeException.passing(
                            Reason.MULTIPATH_UNAVAILABLE,
                            "the map can't be grown: " + silent.getMessage(),
                            UNTOUCHED + silent.advice())
                    .causedBy(silent);
        }
    }

    private Boolean proven(String path, Disk disk) {
        String state = disks.state(disk);
        if (!state.equals("running")) {
            throw down(
                    "%s: the kernel calls its disk %s %s"
                            .formatted(path, disk.name(), state.isEmpty() ? "gone" : state));
        }
        Optional<Wwid> live = identity.live(disk, deadline);
        if (live.isEmpty() && wanted.wwid().isPresent()) {
            throw down(path + ": its disk " + disk.name() + " does not answer");
        }
        if (!live.equals(wanted.wwid())) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "%s: %s answers as %s, not as %s"
                            .formatted(path, disk.name(), text(live), text(wanted.wwid())),
                    UNTOUCHED + "stop using the device, its data is not what was attached.");
        }
        return true;
    }

    private static String text(Optional<Wwid> wwid) {
        return wwid.map(Wwid::text).orElse("a disk without identity");
    }

    private Long measured(String path, Disk disk) {
        OptionalLong size = disks.capacityBytes(disk, deadline);
        if (size.isEmpty()) {
            throw down(path + ": its disk " + disk.name() + " does not tell its size");
        }
        return size.getAsLong();
    }

    private long notLess(long size) {
        long present = disks.sizeBytes(wanted.device());
        if (size < present) {
            throw VolumeException.pointless(
                    Reason.UNSUPPORTED,
                    "the volume has shrunk: its array tells %d bytes, /dev/%s has %d"
                            .formatted(size, wanted.device(), present),
                    UNTOUCHED
                            + "what was written beyond the new end is lost, the rest is not made"
                            + " less here. Grow the volume back, or detach and attach it.");
        }
        return size;
    }

    private static VolumeException down(String what) {
        return VolumeException.passing(
                Reason.PATH_DOWN,
                "a volume is extended over all its paths or not at all; " + what,
                UNTOUCHED + "bring the path back, or detach and attach the volume without it.");
    }

    private static VolumeException different(Map<String, Long> sizes) {
        return VolumeException.passing(
                Reason.TIMED_OUT,
                "the paths tell different sizes: " + sizes,
                UNTOUCHED + "extend again when the array shows the new size on all its portals.");
    }
}
