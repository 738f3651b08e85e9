// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.TrailImage;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Which trails are proven to be which volume. Thread-safe. */
public final class Volumes {
    private final Supplier<List<LiveTrail>> trails;
    private final StepKinds kinds;
    private final Boot boot;

    Volumes(Supplier<List<LiveTrail>> trails, StepKinds kinds, Boot boot) {
        this.trails = trails;
        this.kinds = kinds;
        this.boot = boot;
    }

    /** The attachments that are that volume and may stand on a device of it. */
    public Set<AttachmentId> standing(Wwid wwid) {
        return all(wwid).stream()
                .map(LiveTrail::image)
                .filter(this::mayStand)
                .map(TrailImage::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The trails that are that volume, also those of which no device is left. */
    public List<LiveTrail> all(Wwid wwid) {
        return trails.get().stream()
                .filter(trail -> trail.image().wwid().equals(Optional.of(wwid)))
                .toList();
    }

    // what a reboot or somebody else has taken is free to be attached by other ways
    private boolean mayStand(TrailImage image) {
        return image.state() != AttachmentState.ABSENT
                && !boot.isAfter(image)
                && image.steps().stream().anyMatch(this::mayBeDevice);
    }

    private boolean mayBeDevice(Step step) {
        return kinds.of(step)
                .map(StepKind::phase)
                .filter(phase -> phase != Phase.MAP && phase != Phase.DISK)
                .isEmpty();
    }
}
