// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What must hold, whatever the input is. */
public final class Must {
    private Must() {}

    public static void hold(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    public static void equal(Object expected, Object found, String what) {
        hold(expected.equals(found), what + ": expected " + expected + ", found " + found);
    }

    /**
     * That only this failure comes out, and no subtype that nobody thought of; it speaks, and says
     * nothing that acts on a terminal.
     */
    public static <T, F extends RuntimeException> Optional<T> failOnlyWith(
            Class<F> failure, Supplier<T> body) {
        try {
            return Optional.of(body.get());
        } catch (RuntimeException thrown) {
            hold(
                    Set.of(failure).contains(thrown.getClass()),
                    "a failure of another kind: " + thrown + " at " + thrown.getStackTrace()[0]);
            readable(String.valueOf(thrown.getMessage()));
            return Optional.empty();
        }
    }

    /** That a message fits on a screen and is one line of text. */
    public static void readable(String message) {
        hold(!message.isBlank() && !message.equals("null"), "a failure says nothing");
        hold(message.length() < 2000, "a message has " + message.length() + " characters");
        hold(
                message.chars().noneMatch(c -> Character.isISOControl(c) || bends(c)),
                "a message holds control characters: " + message);
    }

    // marks that turn the direction of a line around
    private static boolean bends(int c) {
        return Character.getType(c) == Character.FORMAT;
    }
}
