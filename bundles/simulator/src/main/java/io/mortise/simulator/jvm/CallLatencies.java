// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import java.time.Duration;
import java.util.Objects;

/**
 * How long calls take in the operating system itself. What the kernel does behind an attribute,
 * what a tool or a daemon does, comes on top and is theirs.
 *
 * @param look reading a file, a directory, an attribute
 * @param change removing, linking, locking, making a directory; handing a text to an attribute
 * @param force forcing bytes and names to disk (append, replace)
 * @param start starting a process, until the program's first statement
 * @param spread by how many percent the time varies, drawn from the seed; 0 to 100
 */
public record CallLatencies(
        Duration look, Duration change, Duration force, Duration start, int spread) {
    public CallLatencies {
        Objects.requireNonNull(look, "look");
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(force, "force");
        Objects.requireNonNull(start, "start");
        if (spread < 0 || spread > 100) {
            throw new IllegalArgumentException("spread must be 0 to 100 percent: " + spread);
        }
    }

    /**
     * As on a host with a quick disk. Reading counts nothing, and starting a process is left to the
     * programs, which know what they take.
     */
    public static CallLatencies ordinary() {
        return new CallLatencies(
                Duration.ZERO, Duration.ofNanos(50_000), Duration.ofMillis(1), Duration.ZERO, 20);
    }

    /** Nothing takes any time. */
    public static CallLatencies none() {
        Duration zero = Duration.ZERO;
        return new CallLatencies(zero, zero, zero, zero, 0);
    }

    /** The same, with another time for starting a process. */
    public CallLatencies withStart(Duration time) {
        return new CallLatencies(look, change, force, time, spread);
    }

    Duration of(String operation) {
        return switch (operation) {
            case Call.APPEND, Call.REPLACE -> force;
            case Call.WRITE,
                    Call.REMOVE,
                    Call.MAKE_DIRECTORIES,
                    Call.HARD_LINK,
                    Call.OPEN,
                    Call.LOCK ->
                    change;
            case Call.COMMAND -> start;
            default -> look;
        };
    }
}
