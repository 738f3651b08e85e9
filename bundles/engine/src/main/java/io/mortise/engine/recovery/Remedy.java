// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.recovery;

import io.mortise.api.AttachmentState;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.operations.LateWork;
import io.mortise.engine.operations.Undoing;
import io.mortise.engine.operations.Walked;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.engine.trails.StepKinds;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import java.util.List;
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
    private final Undoing undoing;
    private final LateWork late;

    public Remedy(Host host, StepKinds kinds, Undoing undoing, LateWork late) {
        this.late = late;
        this.host = host;
        this.kinds = kinds;
        this.undoing = undoing;
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
        if (!image.intent().bootId().equals(host.identity().bootId())) {
            afterReboot(trail, deadline);
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

    // Maps, disks and sessions live in the kernel, so the reboot has ended them: any that are there
    // now were made by somebody else. Records are on disk and are still ours.
    private void afterReboot(LiveTrail trail, Deadline deadline) {
        TrailImage image = trail.image();
        List<Step> ended =
                image.steps().stream()
                        .filter(s -> kinds.of(s).map(StepKind::phase).orElseThrow() != Phase.RECORD)
                        .toList();
        if (!ended.isEmpty()) {
            trail.record(new Entry.Dropped(ended));
        }
        if (HALF_WAY.contains(image.state())) {
            finish(trail, deadline);
        } else {
            trail.record(new Entry.Changed(AttachmentState.ABSENT, "the host has rebooted since"));
            LOG.info("{} is absent: the host has rebooted since", trail.id());
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
                        .allMatch(e -> e.getKey().disks(e.getValue(), deadline).isEmpty());
    }
}
