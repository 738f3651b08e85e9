// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.scsi.Uses;
import io.mortise.scsi.multipath.Answer;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.scsi.multipath.SecondLook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that no path of a map leads to another volume before it is handed out. multipathd puts into
 * a map what udev once called by the volume's name; it does not look again.
 */
final class MapMembers {
    private static final Logger LOG = LoggerFactory.getLogger(MapMembers.class);
    private static final Duration ONE_ANSWER = Duration.ofSeconds(10);
    private static final Duration BEAT = Duration.ofMillis(50);

    private final Host host;
    private final Elsewhere elsewhere;
    private final Deadline deadline;

    MapMembers(Host host, Elsewhere elsewhere, Deadline deadline) {
        this.host = host;
        this.elsewhere = elsewhere;
        this.deadline = deadline;
    }

    /**
     * Takes wrong paths out of a map that this operation has made; refuses a map that was there
     * before and has one, as well as one with a path from a target that was not asked for. A path
     * that does not answer stays: multipathd does not use it either.
     *
     * @param proven disks ({@code sdX}) that need not be asked
     * @param made whether this operation has made the map
     */
    void pure(DmMap map, Wwid wwid, Set<String> proven, boolean made) {
        var disks = new Disks(host);
        var identity = new Identity(host);
        for (String name : map.slaves()) {
            Optional<Disk> disk = proven.contains(name) ? Optional.empty() : disks.named(name);
            Optional<Wwid> live = disk.flatMap(d -> identity.live(d, deadline.atMost(ONE_ANSWER)));
            if (live.isPresent() && !live.get().equals(wwid)) {
                wrong(map, disk.get(), live.get(), made);
            } else if (live.isPresent() && !elsewhere.asked(disk.get())) {
                throw foreign(
                        disk.get()
                                + " is in the map "
                                + map.name()
                                + " too, and comes from a target that was not asked for");
            }
        }
    }

    private void wrong(DmMap map, Disk disk, Wwid live, boolean made) {
        String what = disk + " is a path of the map " + map.name() + ", and leads to " + live;
        if (!made) {
            throw foreign(what + "; the map was there before, so it is left alone");
        }
        Answer answer = new MultipathDaemon(host).removePath(disk.name(), deadline);
        Signal never = host.tasks().signal("wrong path out of " + map.name());
        Optional<Boolean> out =
                deadline.atMost(ONE_ANSWER)
                        .await(
                                never,
                                BEAT,
                                () -> Optional.of(true).filter(yes -> !member(map, disk.name())));
        if (out.isEmpty()) {
            throw foreign(what + "; multipathd did not take it out: " + answer.text());
        }
        LOG.warn("{}; it was taken out of the map", what);
        if (new Uses(host).of(disk.name()).isEmpty()) {
            // so that nobody takes it for the volume again
            new SecondLook(host).at(disk, map.wwid(), deadline.atMost(ONE_ANSWER));
        }
    }

    private boolean member(DmMap map, String disk) {
        return new MultipathDevices(host)
                .named(map.device())
                .map(DmMap::slaves)
                .orElse(List.of())
                .contains(disk);
    }

    private static VolumeException foreign(String message) {
        return VolumeException.pointless(
                Reason.FOREIGN_DATA,
                message,
                "Take that path out of the map (multipathd remove path), delete its disk, and"
                        + " attach again.");
    }
}
