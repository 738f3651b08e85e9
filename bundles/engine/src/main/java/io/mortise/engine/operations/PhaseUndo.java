// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.VolumeException;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How the steps of one phase are undone: each kind's at once, whatever a kind does. */
final class PhaseUndo {
    private static final Predicate<Outcome> UNDONE =
            outcome -> outcome.result() == Outcome.Result.UNDONE;

    private final TrailDisks disks;

    PhaseUndo(TrailDisks disks) {
        this.disks = disks;
    }

    // multipathd may have made the map anew of what somebody had asked it for before, or the map
    // was left to a disk that could not be told to be the trail's own
    List<Outcome> mapsAgain(
            List<Outcome> outcomes, List<Step> maps, UndoFrame undo, List<Step> all) {
        List<Step> failed =
                outcomes.stream().filter(outcome -> !outcome.settled()).map(Outcome::step).toList();
        if (failed.isEmpty() || maps.isEmpty()) {
            return outcomes;
        }
        UndoFrame now = undo.seeing(disks, all);
        if (of(maps, now).stream().noneMatch(UNDONE)) {
            return outcomes;
        }
        return Stream.concat(outcomes.stream().filter(Outcome::settled), of(failed, now).stream())
                .toList();
    }

    // within a phase the last begun goes first
    List<Outcome> of(List<Step> turn, UndoFrame undo) {
        var kindsOfTurn = new ArrayList<>(disks.byKind(turn).entrySet());
        Collections.reverse(kindsOfTurn);
        var outcomes = new ArrayList<Outcome>();
        kindsOfTurn.forEach(e -> outcomes.addAll(of(e.getKey(), e.getValue(), undo)));
        return outcomes;
    }

    private static List<Outcome> of(StepKind kind, List<Step> steps, UndoFrame undo) {
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
}
