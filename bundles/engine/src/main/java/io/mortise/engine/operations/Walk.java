// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.VolumeException;
import io.mortise.api.VolumePath;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.trails.Ledger;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.engine.trails.StepKinds;
import io.mortise.host.Tasks;
import io.mortise.spi.Outcome;
import io.mortise.spi.Phase;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The one way in which steps are undone, after a failed attach, at a detach and at a recovery:
 * phase by phase, each kind's steps at once.
 */
final class Walk {
    private static final Predicate<Outcome> LEFT =
            outcome -> outcome.result() == Outcome.Result.LEFT_TO_OTHERS;

    private final Tasks tasks;
    private final Ledger ledger;
    private final StepKinds kinds;
    private final TrailDisks disks;
    private final PhaseUndo phases;

    Walk(Tasks tasks, Ledger ledger, StepKinds kinds) {
        this.tasks = tasks;
        this.ledger = ledger;
        this.kinds = kinds;
        this.disks = new TrailDisks(kinds);
        this.phases = new PhaseUndo(disks);
    }

    /**
     * Walks steps of a trail back; what is settled leaves it.
     *
     * @throws VolumeException NOT_FOUND if a kind is missing; then nothing was touched
     */
    Walked back(LiveTrail trail, List<Step> steps, Manner manner, Frame frame) {
        kinds.require(steps);
        var progress = new Progress(trail, manner);
        // what no client ever had may be another volume's, and goes all the same
        Optional<Wwid> wwid = manner.handedOut() ? trail.image().wwid() : Optional.empty();
        List<Step> all = trail.image().steps();
        UndoFrame undo =
                UndoFrame.unseeing(frame, manner, wwid, progress::leftToOthers, progress::lose)
                        .seeing(disks, all);
        try {
            for (Phase phase : Phase.values()) {
                List<Step> turn = of(phase, steps);
                ledger.claims().givingUp(trail.id(), turn);
                if (progress.stopped()) {
                    progress.skip(turn);
                } else if (!turn.isEmpty()) {
                    List<Outcome> outcomes = phases.of(turn, undo);
                    progress.take(
                            phase,
                            phase == Phase.DISK
                                    ? phases.mapsAgain(outcomes, of(Phase.MAP, steps), undo, all)
                                    : outcomes);
                }
            }
            // a login under way may have kept it from being told whose disks they are
            List<Step> disksLeft = progress.disksOfClosedSessions(of(Phase.SESSION, steps));
            if (!disksLeft.isEmpty()) {
                progress.takeAgain(phases.of(disksLeft, undo.seeing(disks, all)));
            }
            return progress.end();
        } finally {
            ledger.claims().gaveUp(trail.id(), steps);
        }
    }

    private List<Step> of(Phase phase, List<Step> steps) {
        return steps.stream()
                .filter(s -> kinds.of(s).map(StepKind::phase).equals(Optional.of(phase)))
                .toList();
    }

    /** What has come of one walk so far. */
    private final class Progress {
        private final LiveTrail trail;
        private final Manner manner;
        private final List<Outcome> outcomes = new ArrayList<>();
        private final List<Step> settled = new ArrayList<>();
        private final List<Step> maps = new ArrayList<>();
        private final List<VolumeException> journal = new ArrayList<>();
        // added to by whatever task a kind uses; guarded by tasks.atomically
        private final List<String> lost = new ArrayList<>();
        private Optional<VolumeException> stop = Optional.empty();
        private boolean disksLeft;

        private Progress(LiveTrail trail, Manner manner) {
            this.trail = trail;
            this.manner = manner;
        }

        private void lose(String what) {
            tasks.atomically(() -> lost.add(what));
        }

        private List<Step> leftToOthers() {
            return outcomes.stream().filter(LEFT).map(Outcome::step).toList();
        }

        private boolean stopped() {
            return stop.isPresent();
        }

        private void take(Phase phase, List<Outcome> turn) {
            outcomes.addAll(turn);
            List<Step> done =
                    turn.stream()
                            .filter(Outcome::settled)
                            .filter(outcome -> !isWantedYet(outcome))
                            .filter(outcome -> phase != Phase.DISK || !LEFT.test(outcome))
                            .map(Outcome::step)
                            .toList();
            if (phase == Phase.MAP) {
                maps.addAll(done);
            } else {
                settled.addAll(done);
            }
            List<VolumeException> failures =
                    turn.stream().flatMap(o -> o.failure().stream()).toList();
            if (phase == Phase.DISK && failures.isEmpty()) {
                settled.addAll(maps);
                maps.clear();
            }
            disksLeft |= phase == Phase.DISK && !failures.isEmpty();
            if (manner.stopsAfter(phase, failures)) {
                stop = Optional.of(failures.get(0));
            }
            writeDown();
        }

        /** The disks that are left, where nothing is left of the sessions. */
        private List<Step> disksOfClosedSessions(List<Step> sessions) {
            boolean closed =
                    !stopped()
                            && outcomes.stream()
                                    .filter(outcome -> sessions.contains(outcome.step()))
                                    .allMatch(Outcome::settled);
            return !disksLeft || sessions.isEmpty() || !closed
                    ? List.of()
                    : of(Phase.DISK, unsettled());
        }

        private List<Step> unsettled() {
            return outcomes.stream().filter(o -> !o.settled()).map(Outcome::step).toList();
        }

        private void takeAgain(List<Outcome> disks) {
            List<Step> steps = disks.stream().map(Outcome::step).toList();
            outcomes.removeIf(outcome -> steps.contains(outcome.step()));
            disksLeft = false;
            take(Phase.DISK, disks);
        }

        // else others would give it up to nobody, or wait for what this trail can't close yet
        private boolean isWantedYet(Outcome outcome) {
            Optional<VolumePath> path = path(outcome.step());
            return LEFT.test(outcome)
                    && path.isPresent()
                    && outcomes.stream()
                            .filter(other -> !other.settled())
                            .anyMatch(other -> path(other.step()).equals(path));
        }

        private Optional<VolumePath> path(Step step) {
            return kinds.of(step).flatMap(kind -> kind.path(step));
        }

        // a safe detach that is refused before it took anything leaves the trail as it was
        private void writeDown() {
            boolean took = new Walked(outcomes, List.of(), List.of()).tookAnything();
            if (took || manner.rigor() == Rigor.FORCED || !manner.handedOut()) {
                drop();
            }
        }

        private void drop() {
            if (settled.isEmpty()) {
                return;
            }
            var dropped = new Entry.Dropped(settled);
            settled.clear();
            if (dropped.onto(trail.image()).steps().isEmpty()) {
                trail.believe(dropped); // its end follows, which says it all
            } else {
                trail.recordAnyway(dropped).ifPresent(journal::add);
            }
        }

        private void skip(List<Step> turn) {
            turn.forEach(step -> outcomes.add(Outcome.failed(step, stop.orElseThrow())));
        }

        // A disk that stays is known as such as long as anything of its path stands; a map that was
        // left for a disk may prove to be on those of the volume alone.
        private Walked end() {
            if (!stopped()) {
                if (!disksLeft) {
                    settled.addAll(maps); // else multipathd makes another of a disk that comes
                }
                outcomes.stream()
                        .filter(LEFT.and(outcome -> !isWantedYet(outcome)))
                        .map(Outcome::step)
                        .filter(step -> !disksLeft || of(Phase.MAP, List.of(step)).isEmpty())
                        .filter(trail.image().steps()::contains)
                        .forEach(settled::add);
                drop();
            }
            return new Walked(outcomes, tasks.atomically(() -> List.copyOf(lost)), journal);
        }
    }
}
