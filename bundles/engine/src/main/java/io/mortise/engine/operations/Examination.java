// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.Explanation;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.spi.VolumeSurvey;
import java.time.Duration;
import org.slf4j.MDC;

/** What can be learned of an attachment without changing anything. */
final class Examination {
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Parts parts;
    private final Undoing undoing;

    Examination(Parts parts, Undoing undoing) {
        this.parts = parts;
        this.undoing = undoing;
    }

    /** Proves it anew, while no other operation works on it. */
    @SuppressWarnings("try") // locks are only to be closed
    Attachment verify(AttachmentId id) {
        LiveTrail trail = existing(id);
        VolumeSurvey survey = parts.surveys().require(trail.image().intent().protocol());
        try (Gate.Pass pass = parts.gate().enter(survey.protocol(), survey.timeout());
                VolumeLocks volume =
                        VolumeLocks.hold(
                                parts.locks(),
                                trail.image().intent().volumeKeys(),
                                pass.deadline());
                MDC.MDCCloseable mdc = MDC.putCloseable("attachment", id.text())) {
            parts.ledger().boot().settle(trail);
            Frame frame = undoing.frame(trail, pass.deadline());
            return new Verifying(parts, survey, frame).of(existing(id));
        }
    }

    /** Who is in the way of its detach. */
    Explanation explain(AttachmentId id) {
        Deadline deadline = parts.host().tasks().deadline(LOOK);
        return new Explaining(parts).of(existing(id).image(), deadline);
    }

    private LiveTrail existing(AttachmentId id) {
        return parts.ledger()
                .find(id)
                .orElseThrow(
                        () ->
                                VolumeException.pointless(
                                        Reason.NOT_FOUND,
                                        "there is no attachment " + id + " that can be acted on",
                                        "See which there are (volume:list)."));
    }
}
