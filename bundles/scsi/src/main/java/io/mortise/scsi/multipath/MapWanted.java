// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * What a map is to be made of, and how long to wait for the last of it.
 *
 * @param disks the disks ({@code sdX}) that are to be active paths; at least one
 * @param minimumPaths how many of them are enough, at least 1
 * @param grace how long to wait for the others once so many are active
 */
public record MapWanted(Set<String> disks, int minimumPaths, Duration grace) {
    public MapWanted {
        disks = Set.copyOf(disks);
        Objects.requireNonNull(grace, "grace");
        if (disks.isEmpty() || minimumPaths < 1 || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "not a map to wait for: " + disks + ", at least " + minimumPaths);
        }
    }
}
