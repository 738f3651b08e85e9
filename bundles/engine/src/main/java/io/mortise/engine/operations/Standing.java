// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.PathReport;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.Proven;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.spi.AttachWork;
import io.mortise.spi.Built;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is there already of a volume that is to be attached, under the volume's locks. */
final class Standing {
    private final Parts parts;
    private final Undoing undoing;
    private final AttachWork work;
    private final Deadline deadline;

    Standing(Parts parts, Undoing undoing, AttachWork work, Deadline deadline) {
        this.parts = parts;
        this.undoing = undoing;
        this.work = work;
        this.deadline = deadline;
    }

    /**
     * The one trail about the volume.
     *
     * @throws VolumeException OWNED_BY_ANOTHER, or BAD_INPUT if the volume is known by other
     *     targets
     */
    Optional<LiveTrail> find() {
        List<LiveTrail> trails = parts.ledger().about(work.volumeKeys());
        if (trails.isEmpty()) {
            return Optional.empty();
        }
        LiveTrail trail = trails.get(0);
        TrailImage image = trail.image();
        if (trails.size() > 1 || !image.intent().volumeKeys().containsAll(work.volumeKeys())) {
            throw VolumeException.pointless(
                    Reason.BAD_INPUT,
                    "the volume is attached already as %s, but by other targets or LUNs: %s"
                            .formatted(
                                    trails.stream().map(LiveTrail::id).toList(),
                                    image.intent().volumeKeys().stream().sorted().toList()),
                    "Give the same targets and LUNs, or detach it first.");
        }
        if (!image.intent().owner().equals(work.owner())) {
            throw VolumeException.pointless(
                    Reason.OWNED_BY_ANOTHER,
                    "the volume is attached as %s for %s, not for %s"
                            .formatted(image.id(), image.intent().owner(), work.owner()),
                    "Have its owner detach it.");
        }
        return Optional.of(trail);
    }

    /** Proves anew what is attached. */
    Attachment prove(LiveTrail trail) {
        AttachmentId id = trail.id();
        if (!parts.late().isUnderWay(id)) {
            Duration cleanup = parts.settings().get().cleanupTimeout();
            undoing.pending().giveUp(trail, "Mortise ended while it came up", cleanup);
        }
        while (true) {
            TrailImage before = trail.image();
            Built built = proven(trail, before);
            if (parts.late().isUnderWay(id)) {
                // what waits for late paths says in the journal what came of them
                return parts.presentation().proven(before, pending(before, built.paths()));
            }
            if (trail.image().equals(before)) {
                return known(trail, before, built);
            }
            // it has said so by now, and this proof may know less
        }
    }

    private Built proven(LiveTrail trail, TrailImage before) {
        Built built =
                work.prove(
                        undoing.frame(trail, deadline),
                        parts.presentation().proven(before, List.of()));
        if (before.wwid().isPresent() && !built.wwid().equals(before.wwid())) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "attachment %s was volume %s and is now %s"
                            .formatted(trail.id(), before.wwid().get(), built.wwid()),
                    "Stop using it and detach it by force.");
        }
        return built;
    }

    private Attachment known(LiveTrail trail, TrailImage before, Built built) {
        Proven now = Proven.of(built).knowing(before.proven().orElseThrow(), built.paths());
        TrailImage after =
                before.proven().equals(Optional.of(now))
                        ? before
                        : trail.record(new Entry.Attached(now));
        return parts.presentation().proven(after, built.paths());
    }

    private static List<PathReport> pending(TrailImage image, List<PathReport> paths) {
        List<String> late = image.proven().map(Proven::pending).orElse(List.of());
        return paths.stream()
                .map(
                        report ->
                                late.contains(report.path().toString())
                                        ? PathReport.pending(report.path(), "it is coming up")
                                        : report)
                .toList();
    }

    /**
     * Clears away what an earlier attach or detach left half way.
     *
     * @throws VolumeException the first failure if something is still left
     */
    void clear(LiveTrail trail) {
        Walked walked = undoing.finish(trail, deadline);
        if (!walked.settled()) {
            List<VolumeException> failures = walked.failures();
            throw Failures.first(failures.get(0), failures).leaving(walked.left());
        }
    }
}
