// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentState;
import io.mortise.api.DetachMode;
import io.mortise.api.Detachment;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.spi.Rigor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One detach, under the volume's locks. */
final class Detaching {
    private static final Logger LOG = LoggerFactory.getLogger(Detaching.class);

    private final Parts parts;
    private final Undoing undoing;
    private final DetachMode mode;
    private final Deadline deadline;

    Detaching(Parts parts, Undoing undoing, DetachMode mode, Deadline deadline) {
        this.parts = parts;
        this.undoing = undoing;
        this.mode = mode;
        this.deadline = deadline;
    }

    Detachment run(LiveTrail trail) {
        TrailImage before = trail.image();
        parts.kinds().require(before.steps());
        Rigor rigor = mode == DetachMode.SAFE ? Rigor.SAFE : Rigor.FORCED;
        var journal = new ArrayList<VolumeException>();
        // a full disk must not keep a forced detach from freeing the volume
        if (rigor == Rigor.SAFE) {
            trail.record(new Entry.Detaching(rigor));
        } else {
            trail.recordAnyway(new Entry.Detaching(rigor)).ifPresent(journal::add);
        }
        var manner = new Manner(rigor, before.proven().isPresent());
        Walked walked = walked(trail, before, manner);
        if (trail.image().state() == before.state()) {
            // refused: nobody waits any longer for what was late
            undoing.pending()
                    .giveUp(
                            trail,
                            "a detach that was refused ended the wait for it",
                            parts.settings().get().cleanupTimeout());
        }
        journal.addAll(walked.journal());
        return told(trail, walked, journal);
    }

    private Walked walked(LiveTrail trail, TrailImage before, Manner manner) {
        try {
            return undoing.whole(trail, manner, back(before), deadline);
        } catch (RuntimeException failure) {
            // broken off between two steps: it must not look as if it went on
            boolean untouched = trail.image().steps().equals(before.steps());
            trail.recordAnyway(
                    untouched
                            ? back(before)
                            : new Entry.Changed(
                                    AttachmentState.LEFTOVER, "left: " + failure.getMessage()));
            throw failure;
        }
    }

    private static Entry.Changed back(TrailImage before) {
        boolean halfWay =
                before.state() == AttachmentState.ATTACHING
                        || before.state() == AttachmentState.DETACHING;
        return new Entry.Changed(
                halfWay ? AttachmentState.LEFTOVER : before.state(), before.detail());
    }

    private Detachment told(LiveTrail trail, Walked walked, List<VolumeException> journal) {
        var problems = new ArrayList<>(walked.lost());
        walked.failures().forEach(f -> problems.add(f.getMessage()));
        journal.forEach(f -> problems.add(f.getMessage()));
        var detachment =
                new Detachment(Optional.of(trail.id()), walked.done(), problems, walked.left());
        if (problems.isEmpty()) {
            LOG.info("detached {}", trail.id());
            LOG.debug("detach of {}: {}", trail.id(), walked.done());
            return detachment;
        }
        LOG.warn("detach ({}) of {}: {}; left: {}", mode, trail.id(), problems, walked.left());
        if (mode == DetachMode.FORCED_IGNORING_ERRORS) {
            return detachment;
        }
        if (walked.failures().isEmpty() && walked.lost().isEmpty()) {
            return detachment; // only the journal could not follow
        }
        throw failure(trail, walked, journal);
    }

    private VolumeException failure(LiveTrail trail, Walked walked, List<VolumeException> journal) {
        var others = new ArrayList<>(walked.failures());
        if (!walked.lost().isEmpty()) {
            others.add(lost(trail, walked));
        }
        others.addAll(journal);
        VolumeException first = others.get(0);
        Optional<String> stopped = parts.gate().cutOffBy(deadline);
        if (stopped.isPresent() && !walked.settled()) {
            first =
                    VolumeException.passing(
                                    Reason.CANCELLED,
                                    "%s was stopped while detaching %s: %s"
                                            .formatted(
                                                    stopped.get(), trail.id(), first.getMessage()),
                                    "Detach again when it is running.")
                            .causedBy(first);
        }
        return Failures.first(first, others).leaving(walked.left());
    }

    private static VolumeException lost(LiveTrail trail, Walked walked) {
        return VolumeException.pointless(
                Reason.FLUSH_FAILED,
                "%s was detached by force: %s"
                        .formatted(trail.id(), String.join("; ", walked.lost())),
                "Check the volume's data before it is used again.");
    }
}
