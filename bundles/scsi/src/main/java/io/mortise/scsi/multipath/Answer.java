// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import java.util.Objects;

/**
 * What multipathd said to a request.
 *
 * @param verdict what it comes to
 * @param text its words, or why there are none; for people
 */
public record Answer(Verdict verdict, String text) {
    /** What an answer comes to. */
    public enum Verdict {
        /** It was done. */
        OK,
        /** It was refused, and nothing was done. */
        REFUSED,
        /** multipathd does not run. */
        UNAVAILABLE,
        /** No answer in time, or none that can be understood: it may have been done. */
        UNKNOWN
    }

    public Answer {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(text, "text");
    }

    /** Whether it was done. */
    public boolean ok() {
        return verdict == Verdict.OK;
    }
}
