// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.AttachmentState;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.TrailImage;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time since the host last started. Maps, disks and sessions live in the kernel, so a reboot
 * has ended them: any that are there now were made by somebody else. Records are on disk and are
 * still ours. Thread-safe.
 */
public final class Boot {
    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);
    private static final Set<AttachmentState> WHOLE =
            Set.of(AttachmentState.ATTACHED, AttachmentState.DEGRADED);

    private final String id;
    private final StepKinds kinds;

    Boot(String id, StepKinds kinds) {
        this.id = id;
        this.kinds = kinds;
    }

    /** Whether the steps of a trail were done before the host last started. */
    public boolean isAfter(TrailImage image) {
        return !image.intent().bootId().equals(id);
    }

    /** What of a trail may still be on the host: of a step whose kind is not there, all may be. */
    List<Step> lasting(TrailImage image) {
        return isAfter(image)
                ? image.steps().stream().filter(step -> !isEnded(step)).toList()
                : image.steps();
    }

    private boolean isEnded(Step step) {
        return kinds.of(step).map(StepKind::phase).filter(p -> p != Phase.RECORD).isPresent();
    }

    /**
     * Takes off a trail what a reboot has ended, if there was one since: it is absent then, or has
     * only records left to be undone. To be called by whoever works on the trail, before all else.
     * True already, so it goes on where the journal can't follow.
     *
     * @throws io.mortise.api.VolumeException NOT_FOUND if a kind of its steps is missing
     */
    public void settle(LiveTrail trail) {
        TrailImage image = trail.image();
        if (!isAfter(image) || image.state() == AttachmentState.ABSENT) {
            return;
        }
        kinds.require(image.steps());
        List<Step> ended = image.steps().stream().filter(this::isEnded).toList();
        if (!ended.isEmpty()) {
            note(trail, new Entry.Dropped(ended));
        }
        if (WHOLE.contains(image.state())) {
            note(trail, new Entry.Changed(AttachmentState.ABSENT, "the host has rebooted since"));
            LOG.info("{} is absent: the host has rebooted since", trail.id());
        }
    }

    private static void note(LiveTrail trail, Entry entry) {
        trail.recordAnyway(entry).ifPresent(failure -> LOG.warn("{}", failure.describe()));
    }
}
