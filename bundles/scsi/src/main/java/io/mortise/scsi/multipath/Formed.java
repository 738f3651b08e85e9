// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How far a map has come.
 *
 * @param map the map with the right identity, if there is one
 * @param active the wanted disks that are active paths in it
 * @param others the wanted disks that are not: failed, or not in it
 * @param detail why each of the others is not active, for people; "" if all are
 */
public record Formed(Optional<DmMap> map, Set<String> active, Set<String> others, String detail) {
    public Formed {
        Objects.requireNonNull(map, "map");
        active = Set.copyOf(active);
        others = Set.copyOf(others);
        Objects.requireNonNull(detail, "detail");
    }

    /** Whether I/O can be sent to the map and every wanted disk is an active path in it. */
    public boolean complete() {
        return map.map(DmMap::usable).orElse(false) && others.isEmpty();
    }
}
