// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.Explanation.Obstacle;
import io.mortise.api.Reason;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.Use;
import io.mortise.scsi.Uses;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a safe detach of a volume would be refused for. Only looks. Used once, by one thread. */
public final class Obstacles {
    private final Host host;
    private final Deadline deadline;
    private final List<Obstacle> found = new ArrayList<>();
    private boolean whole = true;

    public Obstacles(Host host, Deadline deadline) {
        this.host = host;
        this.deadline = deadline;
    }

    /** Looks at the map of a volume, or without one at its disks. */
    public void look(Optional<Wwid> wwid, Collection<String> disks, Set<String> strays) {
        Optional<DmMap> map = wwid.flatMap(new MultipathDevices(host)::byWwid);
        if (map.isPresent()) {
            holders(map.get().device());
            Holders.pastTheMap(host, map.get()).forEach(this::used);
            paths(map.get(), disks, strays);
        } else {
            disks.forEach(this::holders);
        }
    }

    /** What was found, in the order in which a detach would meet it. */
    public List<Obstacle> found() {
        return List.copyOf(found);
    }

    /** Whether all processes were looked at. */
    public boolean whole() {
        return whole;
    }

    private void holders(String device) {
        Uses.Everywhere uses = new Uses(host).everywhere(device, Set.of(), deadline);
        whole &= uses.whole();
        uses.uses().stream()
                // goes with the map unless itself used
                .filter(use -> use.kind() != Use.Kind.PARTITION)
                .forEach(this::used);
    }

    private void used(Use use) {
        found.add(new Obstacle(Reason.IN_USE, use.describe()));
    }

    private void paths(DmMap map, Collection<String> disks, Set<String> strays) {
        List<String> foreign =
                map.slaves().stream()
                        .filter(disk -> !disks.contains(disk) && !strays.contains(disk))
                        .sorted()
                        .toList();
        if (!foreign.isEmpty()) {
            found.add(
                    new Obstacle(
                            Reason.IN_USE,
                            "map %s has paths that the attachment did not make: %s"
                                    .formatted(map.name(), foreign)));
        }
        PathIdentities paths = PathIdentities.ask(host, map, deadline);
        if (!paths.wrong().isEmpty()) {
            found.add(
                    new Obstacle(
                            Reason.FOREIGN_DATA,
                            "behind map %s there are other volumes now: %s"
                                    .formatted(map.name(), paths.wrong())));
        } else if (paths.right().isEmpty()) {
            found.add(
                    new Obstacle(
                            Reason.NO_USABLE_PATH,
                            "no path of map %s works, so nothing can be flushed"
                                    .formatted(map.name())));
        }
        if (map.suspended()) {
            found.add(
                    new Obstacle(
                            Reason.REMOVAL_FAILED, "map %s is suspended".formatted(map.name())));
        }
    }
}
