// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import java.util.Objects;

/**
 * The one failure that services throw: what failed, where, why, what is left on the host and what
 * to do. Failures met while cleaning up are attached as suppressed; the first one stays the primary
 * one.
 */
public final class VolumeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // names and answers from outside stand in it; nobody's terminal is to act on them
    private static final int LONGEST = 16384;

    private final Reason reason;
    private final String advice;
    private final Retry retry;
    private final transient List<String> left;

    /** Whether trying the same again makes sense. */
    public enum Retry {
        /** The same call would fail again. */
        POINTLESS,
        /** The cause may pass by itself. */
        MAY_HELP
    }

    private VolumeException(
            Reason reason,
            String message,
            String advice,
            Retry retry,
            List<String> left,
            Throwable cause) {
        super(Shown.plain(message, LONGEST), cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.advice = Objects.requireNonNull(advice, "advice");
        this.retry = Objects.requireNonNull(retry, "retry");
        this.left = left.stream().map(each -> Shown.plain(each, LONGEST)).toList();
    }

    /**
     * @param message what failed, where (portal, target, disk, map), and why
     * @param advice what to do about it, a sentence
     */
    public static VolumeException pointless(Reason reason, String message, String advice) {
        return new VolumeException(reason, message, advice, Retry.POINTLESS, List.of(), null);
    }

    /** As {@link #pointless}, for a cause that may pass. */
    public static VolumeException passing(Reason reason, String message, String advice) {
        return new VolumeException(reason, message, advice, Retry.MAY_HELP, List.of(), null);
    }

    /** The same with its cause. */
    public VolumeException causedBy(Throwable cause) {
        return new VolumeException(reason, getMessage(), advice, retry, left, cause);
    }

    /** The same, telling what stayed on the host; keeps cause and suppressed failures. */
    public VolumeException leaving(List<String> leftovers) {
        var told = new VolumeException(reason, getMessage(), advice, retry, leftovers, getCause());
        told.setStackTrace(getStackTrace());
        for (Throwable suppressed : getSuppressed()) {
            told.addSuppressed(suppressed);
        }
        return told;
    }

    public Reason reason() {
        return reason;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }

    public Retry retry() {
        return retry;
    }

    /** What stayed on the host and will be retried by recovery; empty if nothing did. */
    public List<String> left() {
        return left == null ? List.of() : left;
    }

    /** Everything in one text, for shell and JMX: reason, message, advice, leftovers. */
    public String describe() {
        String leftovers =
                left().isEmpty() ? "" : " Left on the host: " + String.join("; ", left()) + ".";
        return reason + ": " + getMessage() + ". " + advice + leftovers;
    }
}
