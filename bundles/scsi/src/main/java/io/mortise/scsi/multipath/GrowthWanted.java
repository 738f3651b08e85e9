// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Wwid;
import io.mortise.scsi.Disk;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to take over the size of its volume.
 *
 * @param disks the disks of the volume, by what people call the way to it; at least one
 * @param wwid the volume's identity; empty if it was never proven, since it states none
 * @param map the map above the disks, if there is one
 */
public record GrowthWanted(Map<String, Disk> disks, Optional<Wwid> wwid, Optional<DmMap> map) {
    public GrowthWanted {
        disks = new TreeMap<>(disks);
        Objects.requireNonNull(wwid, "wwid");
        Objects.requireNonNull(map, "map");
        if (disks.isEmpty()) {
            throw new IllegalArgumentException("no disk to grow");
        }
    }

    /** The kernel's name of the device that is handed out. */
    String device() {
        return map.map(DmMap::device).orElseGet(() -> disks.values().iterator().next().name());
    }
}
