// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Wwid;
import io.mortise.scsi.Hctl;
import java.util.Objects;
import java.util.Optional;

/**
 * A path as multipathd sees it.
 *
 * @param disk the kernel's name, {@code sdX}
 * @param address where it sits; empty if multipathd does not know
 * @param dmState device-mapper's word: {@code active}, {@code failed}, or {@code undef} for a path
 *     in no map
 * @param checker the path checker's word: {@code ready}, {@code ghost}, {@code faulty}, {@code
 *     shaky}, {@code i/o pending}, ...
 * @param wwid what multipathd takes it for; empty if it does not know
 * @param map the name of its map, or "" if it is in none
 */
public record PathStatus(
        String disk,
        Optional<Hctl> address,
        String dmState,
        String checker,
        Optional<Wwid> wwid,
        String map) {
    public PathStatus {
        Objects.requireNonNull(disk, "disk");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(dmState, "dmState");
        Objects.requireNonNull(checker, "checker");
        Objects.requireNonNull(wwid, "wwid");
        Objects.requireNonNull(map, "map");
    }

    /** Whether I/O can go this way now; not if multipathd is about to fail it. */
    public boolean active() {
        return dmState.equals("active") && !checker.equals("faulty");
    }

    /** Whether device-mapper does not use it now. */
    public boolean failed() {
        return dmState.equals("failed");
    }
}
