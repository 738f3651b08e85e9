// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.HostFailure;
import java.time.Duration;
import java.util.Objects;

/**
 * What goes wrong with a call. An event goes wrong as well: LATE it comes late, with GARBLE twice,
 * with all others it is lost.
 *
 * @param kind in which way
 * @param failure how it fails, if it does
 * @param delay how late the answer is, or after which time the signal comes
 */
public record Fault(Kind kind, HostFailure.Kind failure, Duration delay) {
    /** In which way a call goes wrong. */
    public enum Kind {
        /** Not at all. */
        PASS,
        /**
         * Nothing is done, and the answer says so: a HostFailure; a write is REFUSED; a command
         * exits with status 1; an inquiry answers nothing.
         */
        FAIL,
        /** It is done, but the answer is lost: at the deadline the outcome is unknown. */
        TIME_OUT,
        /** Nothing is done and nothing answers: at the deadline the outcome is unknown. */
        HANG,
        /** It is done, but the answer is cut off in the middle. */
        GARBLE,
        /** It is done, and the answer comes late; after the deadline it counts as lost. */
        LATE,
        /**
         * The program gets a signal in the midst of it, from somebody else; what is no program
         * fails.
         */
        KILL
    }

    public static final Fault PASS = new Fault(Kind.PASS, HostFailure.Kind.IO, Duration.ZERO);
    public static final Fault TIME_OUT =
            new Fault(Kind.TIME_OUT, HostFailure.Kind.TIMED_OUT, Duration.ZERO);
    public static final Fault HANG =
            new Fault(Kind.HANG, HostFailure.Kind.TIMED_OUT, Duration.ZERO);
    public static final Fault GARBLE =
            new Fault(Kind.GARBLE, HostFailure.Kind.GARBLED, Duration.ZERO);

    public Fault {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(delay, "delay");
    }

    /** It fails. */
    public static Fault fail(HostFailure.Kind failure) {
        return new Fault(Kind.FAIL, failure, Duration.ZERO);
    }

    /** The program is killed after so long, unless it has ended. */
    public static Fault kill(Duration after) {
        return new Fault(Kind.KILL, HostFailure.Kind.IO, after);
    }

    /** Its answer comes late. */
    public static Fault late(Duration delay) {
        return new Fault(Kind.LATE, HostFailure.Kind.TIMED_OUT, delay);
    }
}
