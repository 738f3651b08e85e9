// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.attachments;

import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.scsi.Disks;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.PathStatus;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The states of disks at one moment; multipathd is asked once, when first needed. Not shared. */
final class DiskStates {
    /** How a disk is as a path of a map. */
    enum InMap {
        USABLE,
        FAILED,
        ABSENT,
        /** In a map, or soon in one, that is of another volume. */
        ELSEWHERE,
        UNKNOWN
    }

    private final Host host;
    private final Deadline deadline;
    private Optional<Optional<Map<String, PathStatus>>> asked = Optional.empty();

    DiskStates(Host host, Deadline deadline) {
        this.host = host;
        this.deadline = deadline;
    }

    /**
     * @param volume what the disk is a path to
     */
    InMap inMap(String disk, Optional<Wwid> volume) {
        if (asked.isEmpty()) {
            asked = Optional.of(ask());
        }
        if (asked.get().isEmpty()) {
            return InMap.UNKNOWN;
        }
        PathStatus status = asked.get().get().get(disk);
        if (status == null || status.map().isEmpty()) {
            return InMap.ABSENT;
        }
        if (volume.isPresent() && status.wwid().isPresent() && !status.wwid().equals(volume)) {
            return InMap.ELSEWHERE;
        }
        return status.active() ? InMap.USABLE : InMap.FAILED;
    }

    private Optional<Map<String, PathStatus>> ask() {
        try {
            return Optional.of(
                    new MultipathDaemon(host)
                            .paths(deadline).stream()
                                    .collect(
                                            Collectors.toMap(
                                                    PathStatus::disk, p -> p, (a, b) -> b)));
        } catch (VolumeException silent) {
            return Optional.empty();
        }
    }

    /** The kernel's word; "gone" if it is. */
    String kernelState(String disk) {
        try {
            var disks = new Disks(host);
            return disks.named(disk).map(disks::state).filter(s -> !s.isEmpty()).orElse("gone");
        } catch (HostFailure unreadable) {
            return "unreadable";
        }
    }
}
