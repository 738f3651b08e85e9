// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.Session;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.scsi.Use;
import io.mortise.scsi.Uses;
import io.mortise.scsi.multipath.SecondLook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The disks of a host that are not paths of an attach, but that the kernel takes for its volume:
 * multipath goes by what the kernel remembers, and would put them into the map too.
 */
final class Elsewhere {
    private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

    private final Host host;
    private final List<IscsiPath> paths;
    private final Deadline deadline;
    private final Disks disks;
    private final Identity identity;

    /**
     * @param paths what was asked for
     */
    Elsewhere(Host host, List<IscsiPath> paths, Deadline deadline) {
        this.host = host;
        this.paths = paths;
        this.deadline = deadline;
        this.disks = new Disks(host);
        this.identity = new Identity(host);
    }

    /**
     * Refuses a volume that is also reached through a target that was not asked for. A disk that is
     * only remembered as the volume, and leads to another by now, is looked at anew by the kernel,
     * if nothing stands on it.
     *
     * @param ours disks ({@code sdX}) that are proven paths
     */
    void none(Wwid wwid, Set<String> ours) {
        List<Session> asked = askedSessions();
        for (Disk disk : disks.all()) {
            if (!ours.contains(disk.name())
                    && identity.remembered(disk).equals(Optional.of(wwid))) {
                judge(disk, wwid, isOf(asked, disk));
            }
        }
    }

    /** Whether a disk comes from a target that was asked for. */
    boolean asked(Disk disk) {
        return isOf(askedSessions(), disk);
    }

    /** All disks ({@code sdX}) that the kernel takes for the volume, whoever made them. */
    Set<String> known(Wwid wwid) {
        return disks.all().stream()
                .filter(disk -> identity.remembered(disk).equals(Optional.of(wwid)))
                .map(Disk::name)
                .collect(Collectors.toSet());
    }

    private static boolean isOf(List<Session> sessions, Disk disk) {
        return sessions.stream().anyMatch(session -> session.mayHold(disk.address()));
    }

    private List<Session> askedSessions() {
        Set<Iqn> targets = paths.stream().map(IscsiPath::target).collect(Collectors.toSet());
        return new IscsiSessions(host)
                .look().sessions().stream()
                        .filter(session -> targets.contains(session.name().target()))
                        .toList();
    }

    private void judge(Disk disk, Wwid wwid, boolean asked) {
        Optional<Wwid> live = identity.live(disk, deadline.atMost(ONE_ANSWER));
        if (live.isPresent() && !live.get().equals(wwid)) {
            lookAgain(disk, wwid, live.get());
        } else if (!asked) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    disk
                            + (live.isPresent() ? " is volume " : " was found as volume ")
                            + wwid
                            + " too, and comes from a target that was not asked for",
                    "If it is the same volume, attach it with all its targets in one request; if"
                            + " two volumes have one identity, see to it on the array.");
        }
    }

    private void lookAgain(Disk disk, Wwid wwid, Wwid live) {
        List<Use> uses = new Uses(host).of(disk.name());
        boolean righted =
                uses.isEmpty() && new SecondLook(host).at(disk, wwid, deadline.atMost(ONE_ANSWER));
        if (!righted) {
            String used = uses.stream().map(Use::describe).collect(Collectors.joining(", "));
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "%s is still known as volume %s, and is %s by now%s: multipath would join both"
                            .formatted(disk, wwid, live, used.isEmpty() ? "" : ", in use: " + used),
                    "Close what stands on it and delete it, or have the kernel look again (echo 1"
                            + " >/sys/class/scsi_device/%s/device/rescan; echo change"
                                    .formatted(disk.address())
                            + " >/sys/class/block/%s/uevent).".formatted(disk.name()));
        }
    }
}
