// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long iscsid tries a login before it gives up. Nothing can cancel a login under way, so these
 * stand in the record it is made with.
 *
 * @param seconds of one attempt, at least 1
 * @param attempts at least 1
 */
public record LoginLimits(int seconds, int attempts) {
    static final String TIMEOUT = "node.conn[0].timeo.login_timeout";
    static final String RETRIES = "node.session.initial_login_retry_max";
    static final String SCAN = "node.session.scan";

    // seen with 2.1.8: each further attempt costs its own limit and about 2 s; 1 s more if the
    // target answers that it has no such portal group
    private static final int BETWEEN_ATTEMPTS = 2;
    // the attempt that passes the limits ends up to 2 s after them where each is refused
    private static final int LAST_ATTEMPT = 2;
    // that one may succeed, and all of it began some time after the record was written
    private static final int LAST_LOGIN = 3;

    public LoginLimits {
        if (seconds < 1 || attempts < 1) {
            throw new IllegalArgumentException("no limits: " + seconds + " s x " + attempts);
        }
    }

    /** Of one attempt as long as configured, but at most what fits. */
    public static LoginLimits within(Duration left, Duration timeout, int attempts) {
        long fits = left.toSeconds() / attempts - BETWEEN_ATTEMPTS;
        return new LoginLimits(
                (int) Math.max(1, Math.min(timeout.toSeconds(), fits)), Math.max(1, attempts));
    }

    /** Those of a record; open-iscsi's defaults for what is not in it. */
    static LoginLimits of(NodeRecord record) {
        return new LoginLimits(
                number(record, TIMEOUT, 15), Math.max(1, number(record, RETRIES, 8)));
    }

    private static int number(NodeRecord record, String name, int byDefault) {
        String value = record.settings().getOrDefault(name, "");
        return value.matches("\\d{1,6}") ? Math.max(1, Integer.parseInt(value)) : byDefault;
    }

    /** After that long iscsid has given up, and what came up at the last moment can be seen. */
    public Duration bound() {
        return Duration.ofSeconds(
                (long) seconds * attempts
                        + (long) BETWEEN_ATTEMPTS * (attempts - 1)
                        + LAST_ATTEMPT
                        + LAST_LOGIN);
    }

    /**
     * As settings of a record, with automatic scanning off: only the LUN asked for is looked for.
     */
    public Map<String, String> settings() {
        return new TreeMap<>(
                Map.of(
                        TIMEOUT,
                        String.valueOf(seconds),
                        RETRIES,
                        String.valueOf(attempts),
                        SCAN,
                        "manual"));
    }
}
