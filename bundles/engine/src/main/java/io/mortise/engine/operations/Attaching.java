// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.Intent;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.spi.AttachWork;
import io.mortise.spi.Built;
import io.mortise.spi.LatePaths;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attach that begins anew, under the volume's locks. */
final class Attaching {
    private static final Logger LOG = LoggerFactory.getLogger(Attaching.class);

    private final Parts parts;
    private final Undoing undoing;
    private final EngineSettings settings;
    private final AttachWork work;
    private final Deadline deadline;
    // which volume it was before it went, and whether it turned out to be another now
    private Optional<Wwid> before = Optional.empty();
    private boolean another;

    Attaching(
            Parts parts,
            Undoing undoing,
            EngineSettings settings,
            AttachWork work,
            Deadline deadline) {
        this.parts = parts;
        this.undoing = undoing;
        this.settings = settings;
        this.work = work;
        this.deadline = deadline;
    }

    /**
     * Plans, journals, builds, proves.
     *
     * @param absent the trail that it had before it went from the host, as by a reboot
     */
    Attachment begin(AttachmentId id, Optional<LiveTrail> absent) {
        List<Step> stood = absent.map(trail -> trail.image().steps()).orElse(List.of());
        Frame frame = parts.frame(id, protocol(), deadline).after(stood);
        List<Step> planned = work.plan(frame);
        parts.kinds().require(planned);
        Intent intent = intent();
        LiveTrail trail;
        if (absent.isPresent()) {
            trail = absent.get();
            trail.record(new Entry.Begun(intent, planned));
        } else {
            trail = parts.ledger().begin(id, intent, planned);
        }
        try {
            return build(trail, frame);
        } catch (RuntimeException | LinkageError failure) {
            throw undone(trail, Failures.of(failure, "attaching " + id));
        }
    }

    /**
     * As {@link #begin}, on the trail of before the volume went.
     *
     * @return empty if the targets lead to another volume by now: then that trail has ended, and
     *     this volume is to be given an id of its own, or whoever holds the old one could detach it
     */
    Optional<Attachment> again(LiveTrail absent) {
        before = absent.image().wwid();
        try {
            return Optional.of(begin(absent.id(), Optional.of(absent)));
        } catch (VolumeException failure) {
            if (another && absent.image().state() == AttachmentState.ABSENT) {
                before = Optional.empty();
                parts.ledger().end(absent).ifPresent(left -> LOG.warn("{}", left.describe()));
                LOG.info("{} has ended: {}", absent.id(), failure.getMessage());
                return Optional.empty();
            }
            throw failure;
        }
    }

    private String protocol() {
        return work.connection().protocol();
    }

    private Intent intent() {
        return new Intent(
                parts.host().identity().bootId(),
                parts.host().tasks().now(),
                work.owner(),
                protocol(),
                parts.codecs().require(protocol()).write(work.connection()),
                work.volumeKeys());
    }

    private Attachment build(LiveTrail trail, Frame frame) {
        var open =
                new OpenTrail(
                        trail,
                        frame,
                        undoing.walk(),
                        parts.gate(),
                        settings.cleanupTimeout(),
                        parts.codecs());
        Built built = work.build(frame, open);
        if (built.late().isPresent()) {
            return withLatePaths(trail, built);
        }
        return proven(trail, built);
    }

    // they are in the gate before this attach leaves it, so that a stop never misses them
    private Attachment withLatePaths(LiveTrail trail, Built built) {
        LatePaths late = built.late().orElseThrow();
        Optional<Gate.Pass> pass = Optional.empty();
        try {
            pass = Optional.of(parts.gate().enter(protocol(), deadline.left()));
            Attachment attachment = proven(trail, built);
            undoing.pending().await(trail, late, pass.get(), settings.cleanupTimeout());
            return attachment;
        } catch (RuntimeException failure) {
            pass.ifPresent(Gate.Pass::close);
            Deadline cancelled = parts.host().tasks().deadline(Duration.ZERO);
            cancelled.expire();
            late.await(parts.frame(trail.id(), protocol(), cancelled));
            throw failure;
        }
    }

    @SuppressWarnings("try") // the lock is only to be closed
    private Attachment proven(LiveTrail trail, Built built) {
        if (before.isPresent() && !before.equals(built.wwid())) {
            another = true;
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "attachment %s was volume %s, and its targets lead to %s now"
                            .formatted(
                                    trail.id(),
                                    before.get(),
                                    built.wwid().map(Wwid::text).orElse("one without identity")),
                    "Detach it, then attach anew.");
        }
        if (built.wwid().isEmpty()) {
            return attached(trail, built);
        }
        Wwid wwid = built.wwid().get();
        try (Held alone = parts.locks().hold("wwid " + wwid, Access.EXCLUSIVE, deadline)) {
            Set<AttachmentId> others = parts.ledger().volumes().standing(wwid);
            if (others.stream().anyMatch(other -> !other.equals(trail.id()))) {
                throw VolumeException.pointless(
                        Reason.FOREIGN_DATA,
                        "the targets lead to volume %s, which is attached as %s by other targets"
                                .formatted(wwid, others),
                        "Detach that one, or attach with all its targets in one request.");
            }
            return attached(trail, built);
        }
    }

    private Attachment attached(LiveTrail trail, Built built) {
        TrailImage image = trail.record(new Entry.Attached(undoing.pending().proven(trail, built)));
        LOG.info(
                "attached {} ({}) as {} for {}{}",
                image.id(),
                built.wwid().map(Wwid::text).orElse("unproven"),
                built.device().path(),
                work.owner(),
                built.degraded().map(why -> ", degraded: " + why).orElse(""));
        return parts.presentation().proven(image, built.paths());
    }

    private VolumeException undone(LiveTrail trail, VolumeException failure) {
        VolumeException first = cancelledOr(trail.id(), failure);
        Walked walked;
        try (Gate.Pass cleanup = parts.gate().cleanup(protocol(), settings.cleanupTimeout())) {
            walked =
                    undoing.whole(
                            trail,
                            Manner.AFTER_FAILED_ATTACH,
                            new Entry.Changed(trail.image().state(), ""),
                            cleanup.deadline());
        } catch (RuntimeException defect) {
            VolumeException second = Failures.of(defect, "cleaning up after " + trail.id());
            LOG.warn("attach of {} failed and could not be cleaned up", trail.id(), second);
            List<String> left = trail.image().steps().stream().map(Step::toString).toList();
            // broken off between two steps: it is tried again when it can be
            trail.recordAnyway(
                    new Entry.Changed(AttachmentState.LEFTOVER, "left: " + second.getMessage()));
            return Failures.first(first, List.of(second)).leaving(left);
        }
        var others = new ArrayList<>(walked.failures());
        others.addAll(walked.journal());
        VolumeException told = Failures.first(first, others).leaving(walked.left());
        if (walked.settled()) {
            LOG.info("attach of {} failed and was undone: {}", trail.id(), first.describe());
        } else {
            LOG.warn("attach of {} failed and left things: {}", trail.id(), told.describe());
        }
        return told;
    }

    private VolumeException cancelledOr(AttachmentId id, VolumeException failure) {
        return parts.gate()
                .cutOffBy(deadline)
                .map(
                        who ->
                                VolumeException.passing(
                                                Reason.CANCELLED,
                                                "%s was stopped while attaching %s: %s"
                                                        .formatted(who, id, failure.getMessage()),
                                                "Attach again when it is running.")
                                        .causedBy(failure))
                .orElse(failure);
    }
}
