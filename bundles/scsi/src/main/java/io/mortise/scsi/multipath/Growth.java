// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.host.Written;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import java.time.Duration;
import java.util.Optional;

/**
 * Has a volume's disks, and the map above them, take over the size that the volume has on its
 * array. What has that size already is left alone, so a growth that was broken off is completed by
 * the next. For one call of {@link #grow}.
 */
public final class Growth {
    static final String AGAIN =
            "The device has its former size and is as usable as before; extend it again, which"
                    + " completes what is half done.";

    private static final Duration BEAT = Duration.ofMillis(100);

    private final Host host;
    private final GrowthWanted wanted;
    private final Deadline deadline;
    private final Disks disks;

    public Growth(Host host, GrowthWanted wanted, Deadline deadline) {
        this.host = host;
        this.wanted = wanted;
        this.deadline = deadline;
        this.disks = new Disks(host);
    }

    /**
     * Looks at all paths, then grows disks and map.
     *
     * @return the size in bytes of all of them
     * @throws VolumeException PATH_DOWN, FOREIGN_DATA, MULTIPATH_UNAVAILABLE, UNSUPPORTED (the
     *     volume has shrunk) with nothing touched; TIMED_OUT, HOST_FAILED, TOOL_FAILED
     */
    public long grow() {
        long bytes = new GrowthCheck(host, wanted, deadline).capacity();
        new PerPath(host.tasks(), wanted)
                .each(
                        "rescan",
                        (path, disk) -> {
                            rescan(path, disk, bytes);
                            return true;
                        });
        wanted.map().ifPresent(map -> new MapResize(host, map, deadline).to(bytes));
        return bytes;
    }

    @SuppressWarnings("try") // the subscription is only to be closed
    private void rescan(String path, Disk disk, long bytes) {
        if (disks.sizeBytes(disk.name()) == bytes) {
            return;
        }
        Signal changed = host.tasks().signal("size of " + disk.name());
        try (Held events = host.uevents().subscribe(BlockEvents.disks(), changed)) {
            Written written = disks.rescan(disk, deadline);
            if (written != Written.DONE) {
                throw refused(path, disk, written);
            }
            deadline.await(
                            changed,
                            BEAT,
                            () ->
                                    Optional.of(disks.sizeBytes(disk.name()))
                                            .filter(size -> size == bytes))
                    .orElseThrow(() -> unseen(path, disk, bytes));
        }
        Optional<Wwid> read = new Identity(host).remembered(disk);
        if (wanted.wwid().isPresent() && !read.equals(wanted.wwid())) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "%s: %s became %s while it was rescanned"
                            .formatted(path, disk.name(), read.map(Wwid::text).orElse("unknown")),
                    "Stop using the device: its data is not what was attached.");
        }
    }

    private static VolumeException refused(String path, Disk disk, Written written) {
        return VolumeException.passing(
                written == Written.UNKNOWN ? Reason.TIMED_OUT : Reason.HOST_FAILED,
                "%s: its disk %s could not be rescanned: %s"
                        .formatted(
                                path,
                                disk.name(),
                                switch (written) {
                                    case ABSENT -> "it is gone";
                                    case UNKNOWN -> "no answer by the deadline";
                                    default -> "the kernel refused";
                                }),
                AGAIN);
    }

    private VolumeException unseen(String path, Disk disk, long bytes) {
        return VolumeException.passing(
                Reason.TIMED_OUT,
                "%s: its disk %s was rescanned and has %d bytes, not %d"
                        .formatted(path, disk.name(), disks.sizeBytes(disk.name()), bytes),
                AGAIN);
    }
}
