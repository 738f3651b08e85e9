// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What came of a program.
 *
 * @param argv what was run
 * @param ending how it ended
 * @param status the exit status if it exited, 128 + signal number if a signal ended it, else -1
 * @param out standard output, decoded leniently, at most 1 MiB and then {@link #CUT}
 * @param err standard error, likewise; decisions are never made on it
 * @param took how long it ran
 */
public record CommandResult(
        List<String> argv, Ending ending, int status, String out, String err, Duration took) {
    /** Stands at the end of a text that went on: what was found in it may be a part only. */
    public static final String CUT = "\n[cut off here]\n";

    private static final int SAID = 300;

    /** How a program ended. */
    public enum Ending {
        /** It exited by itself, or something else than us killed it. */
        EXITED,
        /** It ran out of time and was killed; what it did is unknown. */
        TIMED_OUT,
        /** There is no such program, or it could not be started. */
        NOT_STARTED
    }

    public CommandResult {
        argv = List.copyOf(argv);
        Objects.requireNonNull(ending, "ending");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        Objects.requireNonNull(took, "took");
    }

    /** Whether it printed more than was kept. */
    public boolean cut() {
        return out.endsWith(CUT);
    }

    /** Whether it exited with this status. */
    public boolean exited(int expected) {
        return ending == Ending.EXITED && status == expected;
    }

    /** One line for people: the command, how it ended, and what it said. */
    public String describe() {
        String how =
                switch (ending) {
                    case EXITED -> "exit status " + status;
                    case TIMED_OUT -> "no end within " + took.toMillis() + " ms, killed";
                    case NOT_STARTED -> "could not be started";
                };
        String said = OneLine.of(err.isBlank() ? out : err);
        String brief = said.length() > SAID ? said.substring(0, SAID) + "..." : said;
        return OneLine.of(String.join(" ", argv))
                + ": "
                + how
                + (brief.isEmpty() ? "" : " (" + brief + ")");
    }
}
