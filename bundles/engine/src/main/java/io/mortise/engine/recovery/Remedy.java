// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.recovery;

import io.mortise.api.AttachmentState;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.operations.LateWork;
import io.mortise.engine.operations.Undoing;
import io.mortise.engine.operations.Walked;
import io.mortise.engine.trails.Boot;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.engine.trails.StepKinds;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.multipath.MultipathDevices;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a trail needs that nobody works on, and does it. */
public final class Remedy {
    private static final Logger LOG = LoggerFactory.getLogger(Remedy.class);
    private static final Set<AttachmentState> HALF_WAY =
            Set.of(AttachmentState.ATTACHING, AttachmentState.DETACHING, AttachmentState.LEFTOVER);

    private final Host host;
    private final StepKinds kinds;
    private final Boot boot;
    private final Undoing undoing;
    private final LateWork late;

    public Remedy(Host host, StepKinds kinds, Boot boot, Undoing undoing, LateWork late) {
        this.late = late;
        this.host = host;
        this.kinds = kinds;
        this.boot = boot;
        this.undoing = undoing;
    }

    /** Whether it was not brought to an end, unless somebody is at it now. */
    boolean isOpen(LiveTrail trail) {
        TrailImage image = trail.image();
        return HALF_WAY.contains(image.state())
                || boot.isAfter(image) && image.state() != AttachmentState.ABSENT;
    }

    /** Whether it may need something, and all is there that it takes. */
    boolean needed(LiveTrail trail) {
        TrailImage image = trail.image();
        return image.state() != AttachmentState.ABSENT && kinds.missing(image.steps()).isEmpty();
    }

    void apply(LiveTrail trail, Deadline deadline) {
        TrailImage image = trail.image();
        if (late.isUnderWay(image.id())) {
            return;
        }
        if (boot.isAfter(image)) {
            boot.settle(trail);
            if (HALF_WAY.contains(image.state())) {
                finish(trail, deadline);
            }
        } else if (HALF_WAY.contains(image.state())) {
            finish(trail, deadline);
        } else if (nothingThere(image, deadline)) {
            LOG.warn("{} is not on this host any longer; somebody took it away", trail.id());
            trail.record(
                    new Entry.Changed(
                            AttachmentState.ABSENT, "nothing of it was found on the host"));
        } else {
            undoing.pending().giveUp(trail, "Mortise ended while it came up", deadline.left());
        }
    }

    private void finish(LiveTrail trail, Deadline deadline) {
        Walked walked = undoing.finish(trail, deadline);
        if (walked.settled()) {
            LOG.info("recovered {}: {}", trail.id(), String.join(", ", walked.done()));
        } else {
            LOG.warn("recovery of {} left {}", trail.id(), walked.left());
        }
    }

    private boolean nothingThere(TrailImage image, Deadline deadline) {
        boolean map = image.wwid().flatMap(new MultipathDevices(host)::byWwid).isPresent();
        return !map
                && image.steps().stream()
                        .collect(Collectors.groupingBy(s -> kinds.of(s).orElseThrow()))
                        .entrySet()
                        .stream()
                        .allMatch(e -> e.getKey().gone(e.getValue(), deadline));
    }
}
