// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.spi.Built;
import io.mortise.spi.VolumeSurvey;
import java.util.List;

/** Asks each path of an attachment anew which volume it leads to; changes nothing. */
final class Verifying {
    private final Parts parts;
    private final VolumeSurvey survey;
    private final Frame frame;

    Verifying(Parts parts, VolumeSurvey survey, Frame frame) {
        this.parts = parts;
        this.survey = survey;
        this.frame = frame;
    }

    Attachment of(LiveTrail trail) {
        TrailImage image = trail.image();
        if (image.state() != AttachmentState.ATTACHED
                && image.state() != AttachmentState.DEGRADED) {
            throw VolumeException.pointless(
                    Reason.NOT_FOUND,
                    "attachment %s can't be verified: it is %s"
                            .formatted(trail.id(), image.state()),
                    "Only what is attached has an identity to be verified.");
        }
        Built built = survey.prove(frame, parts.presentation().proven(image, List.of()));
        if (image.wwid().isPresent() && !built.wwid().equals(image.wwid())) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "attachment %s was volume %s and is now %s"
                            .formatted(trail.id(), image.wwid().get(), built.wwid()),
                    "Stop using it and detach it by force.");
        }
        return parts.presentation().verified(image, built.paths());
    }
}
