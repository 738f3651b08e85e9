// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.engine.operations;

import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Extension;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.Proven;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.spi.Built;
import io.mortise.spi.ExtendWork;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One extend, under the volume's locks. */
final class Extending {
    private static final Logger LOG = LoggerFactory.getLogger(Extending.class);

    private final Parts parts;
    private final ExtendWork work;
    private final Frame frame;

    Extending(Parts parts, ExtendWork work, Frame frame) {
        this.parts = parts;
        this.work = work;
        this.frame = frame;
    }

    Extension run(LiveTrail trail) {
        TrailImage before = trail.image();
        parts.kinds().require(before.steps());
        Proven proven =
                before.proven()
                        .filter(p -> usable(before.state()))
                        .orElseThrow(() -> unusable(before));
        Built built = work.extend(frame, parts.presentation().proven(before, List.of()));
        if (!built.wwid().equals(before.wwid())) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "attachment %s was volume %s and is now %s"
                            .formatted(before.id(), before.wwid(), built.wwid()),
                    "Stop using it and detach it by force.");
        }
        Proven now = Proven.of(built).knowing(proven, built.paths());
        if (!now.equals(proven)) {
            // true already, whether or not the journal can follow
            trail.recordAnyway(new Entry.Attached(now))
                    .ifPresent(failure -> LOG.warn("{}", failure.describe()));
        }
        var extension = new Extension(before.id(), built.device(), proven.device().sizeBytes());
        if (extension.grown()) {
            LOG.info(
                    "extended {} from {} to {} bytes",
                    before.id(),
                    extension.formerBytes(),
                    extension.sizeBytes());
        }
        return extension;
    }

    private static boolean usable(AttachmentState state) {
        return state == AttachmentState.ATTACHED || state == AttachmentState.DEGRADED;
    }

    private static VolumeException unusable(TrailImage image) {
        return VolumeException.pointless(
                Reason.NOT_FOUND,
                "attachment %s can't be extended: it is %s".formatted(image.id(), image.state()),
                "Attach the volume first; a volume is attached with the size that it has then.");
    }

    static VolumeException unknown(ExtendWork work) {
        String what =
                work.id()
                        .map(AttachmentId::text)
                        .orElseGet(() -> String.join(", ", work.volumeKeys()));
        return VolumeException.pointless(
                Reason.NOT_FOUND,
                "nothing to extend: there is no attachment of " + what,
                "See which there are (volume:list), and attach the volume first.");
    }
}
