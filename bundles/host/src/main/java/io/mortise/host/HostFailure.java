// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.util.Objects;

/** The host would not, or could not, do what it was asked. Never stands for "absent". */
public final class HostFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it was. */
    public enum Kind {
        /** Nobody listens there, or there is no such thing to open. */
        UNAVAILABLE,
        /** Not allowed, or refused by the kernel. */
        REFUSED,
        /** No answer in time; what happened is unknown. */
        TIMED_OUT,
        /** The answer was broken off, too long or not of its form. */
        GARBLED,
        /** An input or output error. */
        IO,
        /** No space, or a read-only file system. */
        FULL
    }

    private final Kind kind;

    /**
     * @param what what was being done, to what: {@code "reading /sys/..."}
     * @param why the cause in the system's words
     */
    public HostFailure(Kind kind, String what, String why) {
        super(OneLine.of(what + " failed: " + why));
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public HostFailure(Kind kind, String what, Throwable cause) {
        this(kind, what, String.valueOf(cause.getMessage()));
        initCause(cause);
    }

    public Kind kind() {
        return kind;
    }
}
