// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands on the host because of volumes. Each entry is text for people that identifies the
 * thing.
 *
 * @param sessions {@code SID PORTAL TARGET}
 * @param records node record files, by path
 * @param disks {@code sdX H:C:T:L WWID}
 * @param maps {@code dm-N NAME}
 * @param links symbolic links below {@code /dev/disk} and {@code /dev/mapper}, by path
 */
public record Leftovers(
        List<String> sessions,
        List<String> records,
        List<String> disks,
        List<String> maps,
        List<String> links) {
    public Leftovers {
        sessions = List.copyOf(sessions);
        records = List.copyOf(records);
        disks = List.copyOf(disks);
        maps = List.copyOf(maps);
        links = List.copyOf(links);
    }

    /** Whether nothing at all is left. */
    public boolean isEmpty() {
        return sessions.isEmpty()
                && records.isEmpty()
                && disks.isEmpty()
                && maps.isEmpty()
                && links.isEmpty();
    }

    /** What was not there before: for stories with things of others on the host. */
    public Leftovers since(Leftovers before) {
        return new Leftovers(
                without(sessions, before.sessions),
                without(records, before.records),
                without(disks, before.disks),
                without(maps, before.maps),
                without(links, before.links));
    }

    private static List<String> without(List<String> all, List<String> known) {
        List<String> rest = new ArrayList<>(all);
        rest.removeAll(known);
        return rest;
    }
}
