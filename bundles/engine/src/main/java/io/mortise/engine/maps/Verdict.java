// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.VolumeException;
import io.mortise.spi.Outcome;
import io.mortise.spi.Outcome.Result;
import io.mortise.spi.Step;
import java.util.Optional;

/**
 * What came of taking a map down, for those steps that ask for it. That it failed is an exception;
 * that nobody knows is none, since other maps have their turn all the same.
 */
record Verdict(Result result, String detail, Optional<VolumeException> unseen) {
    static final Verdict NOTHING_THERE = verdict(Result.NOTHING_THERE, "");

    private static Verdict verdict(Result result, String detail) {
        return new Verdict(result, detail, Optional.empty());
    }

    static Verdict undone(String detail) {
        return verdict(Result.UNDONE, detail);
    }

    static Verdict left(String detail) {
        return verdict(Result.LEFT_TO_OTHERS, detail);
    }

    static Verdict unclear(VolumeException unseen) {
        return new Verdict(Result.UNCLEAR, unseen.getMessage(), Optional.of(unseen));
    }

    Verdict and(Verdict other) {
        if (result == Result.NOTHING_THERE || other.result == Result.UNCLEAR) {
            return other;
        }
        if (result == Result.UNCLEAR) {
            return this;
        }
        Result both =
                result == Result.UNDONE || other.result == Result.UNDONE
                        ? Result.UNDONE
                        : Result.LEFT_TO_OTHERS;
        return verdict(both, detail + ", " + other.detail);
    }

    /** Whether a map is gone, or may be. */
    boolean tookAnything() {
        return result == Result.UNDONE || result == Result.UNCLEAR;
    }

    Outcome on(Step step) {
        return switch (result) {
            case UNDONE -> Outcome.undone(step, detail);
            case LEFT_TO_OTHERS -> Outcome.leftToOthers(step, detail);
            case UNCLEAR -> Outcome.unclear(step, unseen.orElseThrow());
            case NOTHING_THERE, FAILED -> Outcome.nothingThere(step);
        };
    }
}
