// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.Formed;
import io.mortise.scsi.multipath.MapAssembly;
import io.mortise.scsi.multipath.MapWanted;
import io.mortise.scsi.multipath.MultipathClaims;
import io.mortise.scsi.multipath.MultipathDaemon;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is done when no map is wanted, but multipathd takes the disk all the same, as it does with
 * {@code find_multipaths no}: the disk itself can't be opened for writing then, the map can.
 */
final class Claimed {
    private static final Duration UDEV = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration BEAT = Duration.ofMillis(50);

    private final Job job;
    private final Host host;

    Claimed(Job job) {
        this.job = job;
        this.host = job.host();
    }

    /** The map above a disk if multipathd claims it; empty if it does not. */
    Optional<VolumeDevice> map(Wwid wwid, Up up) {
        Deadline deadline = job.operation().deadline();
        IscsiSettings settings = job.wish().settings();
        var daemon = new MultipathDaemon(host);
        if (!daemon.alive(deadline.atMost(ANSWER))) {
            return Optional.empty();
        }
        job.trail().add(List.of(new Paths(job).map(wwid)));
        if (!takes(daemon, up, deadline)) {
            return Optional.empty();
        }
        Formed formed =
                new MapAssembly(host)
                        .form(
                                wwid,
                                new MapWanted(Set.of(up.disk().name()), 1, settings.pathGrace()),
                                deadline.atMost(settings.mapTimeout()));
        formed.map().ifPresent(map -> pure(map, up));
        return formed.map().map(map -> new Devices(host).of(map, deadline));
    }

    // multipathd puts in whatever udev calls by the volume's name
    private void pure(DmMap map, Up up) {
        Deadline deadline = job.operation().deadline();
        var elsewhere = new Elsewhere(host, job.wish().paths(), deadline);
        new MapMembers(host, elsewhere, deadline)
                .pure(map, map.wwid(), Set.of(up.disk().name()), job.made(map));
        new OtherWays(job).none(map);
    }

    /** Refuses a disk without identity that multipathd claims: a map of it could not be proven. */
    void notAtAll(Up up) {
        Deadline deadline = job.operation().deadline();
        var daemon = new MultipathDaemon(host);
        if (daemon.alive(deadline.atMost(ANSWER)) && takes(daemon, up, deadline)) {
            throw VolumeException.pointless(
                    Reason.IDENTITY_UNKNOWN,
                    up.disk()
                            + " of "
                            + up.path()
                            + " states no identity, and multipathd takes it for a map all the same",
                    "Exclude it from multipath (blacklist in multipath.conf), or set"
                            + " find_multipaths to strict.");
        }
    }

    private boolean takes(MultipathDaemon daemon, Up up, Deadline deadline) {
        return takesEveryDisk(daemon, deadline) || claims(up.disk().name(), deadline.atMost(UDEV));
    }

    // where it does not say, what udev has marked tells
    private static boolean takesEveryDisk(MultipathDaemon daemon, Deadline deadline) {
        try {
            return daemon.takesEveryDisk(deadline.atMost(ANSWER));
        } catch (VolumeException unknown) {
            return false;
        }
    }

    @SuppressWarnings("try") // the subscription is only to be closed
    private boolean claims(String disk, Deadline deadline) {
        var claims = new MultipathClaims(host);
        Signal changed = host.tasks().signal("udev done with " + disk);
        try (Held events = host.uevents().subscribe(BlockEvents.disks(), changed)) {
            return deadline.await(changed, BEAT, () -> claims.claimed(disk)).orElse(false);
        }
    }
}
