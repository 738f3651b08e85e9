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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The one way in which steps are undone, after a failed attach, at a detach and at a recovery:
 * phase by phase, each kind's steps at once.
 */
final class Walk {
    private static final Predicate<Outcome> UNDONE =
            outcome -> outcome.result() == Outcome.Result.UNDONE;
    private static final Predicate<Outcome> LEFT =
            outcome -> outcome.result() == Outcome.Result.LEFT_TO_OTHERS;

    private final Tasks tasks;
    private final Ledger ledger;
    private final StepKinds kinds;
    private final TrailDisks disks;

    Walk(Tasks tasks, Ledger ledger, StepKinds kinds) {
        this.tasks = tasks;
        this.ledger = ledger;
        this.kinds = kinds;
        this.disks = new TrailDisks(kinds);
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
                    List<Outcome> outcomes = undone(turn, undo);
                    progress.take(
                            phase,
                            phase == Phase.DISK
                                    ? mapsAgain(outcomes, of(Phase.MAP, steps), undo, all)
                                    : outcomes);
                }
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

    // multipathd may have made the map anew of what somebody had asked it for before, or the map
    // was left to a disk that could not be told to be the trail's own
    private List<Outcome> mapsAgain(
            List<Outcome> outcomes, List<Step> maps, UndoFrame undo, List<Step> all) {
        List<Step> failed =
                outcomes.stream().filter(outcome -> !outcome.settled()).map(Outcome::step).toList();
        if (failed.isEmpty() || maps.isEmpty()) {
            return outcomes;
        }
        UndoFrame now = undo.seeing(disks, all);
        if (undone(maps, now).stream().noneMatch(UNDONE)) {
            return outcomes;
        }
        return Stream.concat(
                        outcomes.stream().filter(Outcome::settled), undone(failed, now).stream())
                .toList();
    }

    // within a phase the last begun goes first
    private List<Outcome> undone(List<Step> turn, UndoFrame undo) {
        var kindsOfTurn = new ArrayList<>(disks.byKind(turn).entrySet());
        Collections.reverse(kindsOfTurn);
        var outcomes = new ArrayList<Outcome>();
        kindsOfTurn.forEach(e -> outcomes.addAll(undone(e.getKey(), e.getValue(), undo)));
        return outcomes;
    }

    private static List<Outcome> undone(StepKind kind, List<Step> steps, UndoFrame undo) {
        List<Outcome> outcomes;
        try {
            outcomes = kind.undo(steps, undo);
        } catch (RuntimeException | LinkageError unexpected) {
            VolumeException failure =
                    Failures.of(unexpected, "undoing " + kind.kind() + " of " + undo.attachment());
            outcomes = steps.stream().map(s -> Outcome.failed(s, failure)).toList();
        }
        var complete = new ArrayList<Outcome>();
        for (Step step : steps) {
            complete.add(
                    outcomes.stream()
                            .filter(o -> o.step().equals(step))
                            .findFirst()
                            .orElseGet(() -> Outcome.failed(step, Failures.silent(step))));
        }
        return complete;
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
            }
            if (phase == Phase.DISK) {
                maps.clear(); // multipathd makes another of a disk that comes later
            }
            if (manner.stopsAfter(phase, failures)) {
                stop = Optional.of(failures.get(0));
            }
            writeDown();
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

        // a disk that stays is known as such as long as anything of its path stands
        private Walked end() {
            if (!stopped()) {
                settled.addAll(maps);
                outcomes.stream()
                        .filter(LEFT.and(outcome -> !isWantedYet(outcome)))
                        .map(Outcome::step)
                        .filter(trail.image().steps()::contains)
                        .forEach(settled::add);
                drop();
            }
            return new Walked(outcomes, tasks.atomically(() -> List.copyOf(lost)), journal);
        }
    }
}
