// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.VolumeException;
import io.mortise.spi.Outcome;
import io.mortise.spi.Outcome.Result;
import java.util.List;

/**
 * What came of walking steps back.
 *
 * @param outcomes one for each step, in the order in which they had their turn
 * @param lost what may be lost by having gone on, a sentence each
 * @param journal what could not be written down meanwhile
 */
public record Walked(List<Outcome> outcomes, List<String> lost, List<VolumeException> journal) {
    public Walked {
        outcomes = List.copyOf(outcomes);
        lost = List.copyOf(lost);
        journal = List.copyOf(journal);
    }

    /** Whether nothing is left. */
    public boolean settled() {
        return outcomes.stream().allMatch(Outcome::settled);
    }

    /** Whether anything was taken away, or may have been. */
    public boolean tookAnything() {
        return outcomes.stream()
                .anyMatch(o -> o.result() == Result.UNDONE || o.result() == Result.UNCLEAR);
    }

    /** What was done, a phrase each. */
    public List<String> done() {
        return outcomes.stream()
                .filter(o -> o.settled() && !o.detail().isEmpty())
                .map(Outcome::detail)
                .distinct()
                .toList();
    }

    /** What is left, a phrase each. */
    public List<String> left() {
        return outcomes.stream().filter(o -> !o.settled()).map(o -> o.step().toString()).toList();
    }

    /** Why something is left, in the order in which it happened, each failure once. */
    public List<VolumeException> failures() {
        return outcomes.stream().flatMap(o -> o.failure().stream()).distinct().toList();
    }
}
