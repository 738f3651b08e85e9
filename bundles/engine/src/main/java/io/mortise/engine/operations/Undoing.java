// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentState;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.spi.Rigor;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Walks a whole trail back and says in the journal what came of it. */
public final class Undoing {
    private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);

    private final Parts parts;
    private final Walk walk;
    private final PendingPaths pending;

    public Undoing(Parts parts) {
        this.parts = parts;
        this.walk = new Walk(parts.host().tasks(), parts.ledger(), parts.kinds());
        this.pending = new PendingPaths(parts, walk);
    }

    /** What is still coming up of attachments that were handed out. */
    public PendingPaths pending() {
        return pending;
    }

    Walk walk() {
        return walk;
    }

    Frame frame(LiveTrail trail, Deadline deadline) {
        return parts.frame(trail.id(), trail.image().intent().protocol(), deadline);
    }

    /**
     * Walks it back; ends it if nothing is left, else notes what is. What was attached again, and
     * comes to nothing, is absent as before: whoever has its id can still try, or detach it.
     *
     * @param before what the volume goes back to if a safe walk was refused before it took anything
     */
    Walked whole(LiveTrail trail, Manner manner, Entry.Changed before, Deadline deadline) {
        Walked walked = walk.back(trail, trail.image().steps(), manner, frame(trail, deadline));
        if (walked.settled()) {
            sayLoss(trail, walked);
            over(trail);
        } else if (walked.tookAnything() || !asBefore(manner)) {
            note(trail, new Entry.Changed(AttachmentState.LEFTOVER, why(walked)));
        } else {
            note(trail, before);
        }
        return walked;
    }

    private void over(LiveTrail trail) {
        TrailImage image = trail.image();
        if (image.former().isPresent() && image.detaching().isEmpty()) {
            note(
                    trail,
                    new Entry.Changed(
                            AttachmentState.ABSENT,
                            "attaching it again came to nothing, and was undone"));
        } else {
            parts.ledger().end(trail).ifPresent(this::report);
        }
    }

    // whoever is told of the end is told of this, too
    private static void sayLoss(LiveTrail trail, Walked walked) {
        if (!walked.lost().isEmpty()) {
            trail.believe(
                    new Entry.Changed(
                            trail.image().state(),
                            "lost, as it was forced: " + String.join("; ", walked.lost())));
        }
    }

    private static boolean asBefore(Manner manner) {
        return manner.handedOut() && manner.rigor() == Rigor.SAFE;
    }

    private void note(LiveTrail trail, Entry.Changed change) {
        boolean news =
                trail.image().state() != change.state()
                        || !trail.image().detail().equals(change.detail());
        if (news) {
            trail.recordAnyway(change).ifPresent(this::report);
        }
    }

    private void report(VolumeException failure) {
        LOG.warn("{}", failure.describe());
    }

    private static String why(Walked walked) {
        Optional<VolumeException> first = walked.failures().stream().findFirst();
        return "left: "
                + String.join("; ", walked.left())
                + first.map(f -> " (" + f.getMessage() + ")").orElse("");
    }

    /** What a trail that was not attached, or not detached, to its end asks for. */
    public static Manner manner(LiveTrail trail) {
        return trail.image()
                .detaching()
                .map(rigor -> new Manner(rigor, trail.image().proven().isPresent()))
                .orElse(Manner.AFTER_FAILED_ATTACH);
    }

    /** Finishes what was left half way: walks it back in the manner in which it was begun. */
    public Walked finish(LiveTrail trail, Deadline deadline) {
        return whole(
                trail,
                manner(trail),
                new Entry.Changed(AttachmentState.LEFTOVER, trail.image().detail()),
                deadline);
    }
}
