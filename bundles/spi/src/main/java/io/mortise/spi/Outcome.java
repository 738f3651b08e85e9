// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.VolumeException;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of undoing a step.
 *
 * @param step which
 * @param result what
 * @param detail a phrase for people: {@code "logged out of ..."}, {@code "left, volume x uses it"}
 * @param failure why it failed, if it did
 */
public record Outcome(Step step, Result result, String detail, Optional<VolumeException> failure) {
    /** What can come of undoing a step. */
    public enum Result {
        /** It was there and is gone. */
        UNDONE,
        /** It was not there. */
        NOTHING_THERE,
        /** It is not ours to take away: somebody else uses it, or it was there before us. */
        LEFT_TO_OTHERS,
        /** It is as it was, or nothing is known of it. The step stays on the trail. */
        FAILED,
        /**
         * Taking it away was begun, and how that ended can't be seen: it must not be taken for as
         * good as before. The step stays on the trail.
         */
        UNCLEAR
    }

    public Outcome {
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(detail, "detail");
        if (failure.isPresent() != (result == Result.FAILED || result == Result.UNCLEAR)) {
            throw new IllegalArgumentException(
                    "a failure belongs to FAILED and UNCLEAR, and only there: " + step);
        }
    }

    public static Outcome undone(Step step, String detail) {
        return new Outcome(step, Result.UNDONE, detail, Optional.empty());
    }

    public static Outcome nothingThere(Step step) {
        return new Outcome(step, Result.NOTHING_THERE, "", Optional.empty());
    }

    public static Outcome leftToOthers(Step step, String detail) {
        return new Outcome(step, Result.LEFT_TO_OTHERS, detail, Optional.empty());
    }

    public static Outcome failed(Step step, VolumeException failure) {
        return new Outcome(step, Result.FAILED, failure.getMessage(), Optional.of(failure));
    }

    public static Outcome unclear(Step step, VolumeException failure) {
        return new Outcome(step, Result.UNCLEAR, failure.getMessage(), Optional.of(failure));
    }

    /** Whether the step may leave the trail. */
    public boolean settled() {
        return failure.isEmpty();
    }
}
