// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.spi.Outcome;
import io.mortise.spi.Outcome.Result;
import io.mortise.spi.Step;

/** What came of taking a map down, for those steps that ask for it; failures are exceptions. */
record Verdict(Result result, String detail) {
    static final Verdict NOTHING_THERE = new Verdict(Result.NOTHING_THERE, "");

    static Verdict undone(String detail) {
        return new Verdict(Result.UNDONE, detail);
    }

    static Verdict left(String detail) {
        return new Verdict(Result.LEFT_TO_OTHERS, detail);
    }

    Verdict and(Verdict other) {
        if (result == Result.NOTHING_THERE) {
            return other;
        }
        Result both =
                result == Result.UNDONE || other.result == Result.UNDONE
                        ? Result.UNDONE
                        : Result.LEFT_TO_OTHERS;
        return new Verdict(both, detail + ", " + other.detail);
    }

    Outcome on(Step step) {
        return switch (result) {
            case UNDONE -> Outcome.undone(step, detail);
            case LEFT_TO_OTHERS -> Outcome.leftToOthers(step, detail);
            case NOTHING_THERE, FAILED -> Outcome.nothingThere(step);
        };
    }
}
