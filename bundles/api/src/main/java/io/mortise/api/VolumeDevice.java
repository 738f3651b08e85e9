// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;
import java.util.Optional;

/**
 * The block device that stands for an attached volume.
 *
 * @param path the kernel's node: {@code /dev/dm-N}, or {@code /dev/sdX} without multipath; may be
 *     another after a reboot
 * @param stablePath a link or node that stays: {@code /dev/disk/by-id/dm-uuid-mpath-WWID}, else by
 *     WWID
 * @param mapName the multipath map's name, if there is a map
 * @param sizeBytes its size in bytes
 */
public record VolumeDevice(
        String path, String stablePath, Optional<String> mapName, long sizeBytes) {
    public VolumeDevice {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(stablePath, "stablePath");
        Objects.requireNonNull(mapName, "mapName");
    }

    /** Whether it is a multipath map. */
    public boolean multipath() {
        return mapName.isPresent();
    }
}
