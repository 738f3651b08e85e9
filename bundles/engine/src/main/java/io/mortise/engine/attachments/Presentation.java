// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.attachments;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.PathReport;
import io.mortise.api.PathState;
import io.mortise.api.VolumeDevice;
import io.mortise.engine.journal.Proven;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.KeptTrail;
import io.mortise.engine.trails.StepKinds;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Trails as attachments. Thread-safe. */
public final class Presentation {
    private final Codecs codecs;
    private final StepKinds kinds;

    public Presentation(Codecs codecs, StepKinds kinds) {
        this.codecs = codecs;
        this.kinds = kinds;
    }

    /** With these paths, as they were just proven. */
    public Attachment proven(TrailImage image, List<PathReport> paths) {
        return attachment(image, image.state(), image.detail(), paths);
    }

    /** With these paths, as they were just verified; degraded if one of them does not work. */
    public Attachment verified(TrailImage image, List<PathReport> paths) {
        return overlaid(image, paths);
    }

    /** What was asked for. */
    ConnectionInformation connection(TrailImage image) {
        return codecs.read(image.intent());
    }

    /** As it is now, its paths looked at. */
    Attachment live(TrailImage image, LivePaths paths) {
        Collection<String> missing = kinds.missing(image.steps());
        if (!missing.isEmpty()) {
            return attachment(
                    image,
                    AttachmentState.WAITING,
                    "waiting for " + String.join(", ", missing),
                    List.of());
        }
        return usable(image.state())
                ? overlaid(image, paths.of(image, connection(image)))
                : attachment(
                        image, image.state(), image.detail(), paths.of(image, connection(image)));
    }

    private Attachment overlaid(TrailImage image, List<PathReport> paths) {
        long down =
                paths.stream()
                        .filter(p -> p.state() == PathState.FAILED || p.state() == PathState.DOWN)
                        .count();
        if (down == 0 || image.state() == AttachmentState.DEGRADED) {
            return attachment(image, image.state(), image.detail(), paths);
        }
        return attachment(
                image,
                AttachmentState.DEGRADED,
                "%d of %d paths do not work".formatted(down, paths.size()),
                paths);
    }

    /** One that must not be acted on. */
    Attachment kept(KeptTrail trail) {
        return attachment(trail.image(), AttachmentState.WAITING, trail.why(), List.of());
    }

    static boolean usable(AttachmentState state) {
        return state == AttachmentState.ATTACHED || state == AttachmentState.DEGRADED;
    }

    private Attachment attachment(
            TrailImage image, AttachmentState state, String detail, List<PathReport> paths) {
        Optional<VolumeDevice> device =
                usable(state) ? image.proven().map(Proven::device) : Optional.empty();
        return new Attachment(
                image.id(),
                connection(image),
                image.intent().owner(),
                state,
                image.wwid(),
                device,
                paths,
                image.intent().since(),
                detail);
    }
}
