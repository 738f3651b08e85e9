// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.PathReport;
import io.mortise.api.VolumeDevice;
import io.mortise.api.Wwid;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an attach built and proved.
 *
 * @param wwid the identity; empty only if configuration lets an unproven volume pass
 * @param device what stands for the volume
 * @param paths how each path asked for is
 * @param degraded why it is less than what was asked for, if it is
 * @param late those of the paths that are {@link io.mortise.api.PathState#PENDING}, if any is
 */
public record Built(
        Optional<Wwid> wwid,
        VolumeDevice device,
        List<PathReport> paths,
        Optional<String> degraded,
        Optional<LatePaths> late) {
    public Built {
        Objects.requireNonNull(wwid, "wwid");
        Objects.requireNonNull(device, "device");
        paths = List.copyOf(paths);
        Objects.requireNonNull(degraded, "degraded");
        Objects.requireNonNull(late, "late");
    }

    /** With nothing still under way. */
    public Built(
            Optional<Wwid> wwid,
            VolumeDevice device,
            List<PathReport> paths,
            Optional<String> degraded) {
        this(wwid, device, paths, degraded, Optional.empty());
    }
}
