// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.settings;

import java.time.Duration;
import java.util.Objects;

/**
 * How the engine behaves. An operation keeps the settings it began with.
 *
 * @param journalDirectory where the trails are kept; absolute
 * @param lockDirectory where the lock files are, shared by all processes; absolute
 * @param stopGrace how long a stop waits for walking back
 * @param cleanupTimeout how long walking back after a failure, and a recovery, may take
 * @param flushTimeout how long one flush of a map may take
 * @param flushAttempts how often a flush is tried, at least once
 * @param removalTimeout how long the removal of a map may take
 * @param noUsablePath what to do with a map without a working path
 * @param retryInterval how long after a failure what is left is tried again first; then it doubles
 * @param retryLongest how long it may become
 */
public record EngineSettings(
        String journalDirectory,
        String lockDirectory,
        Duration stopGrace,
        Duration cleanupTimeout,
        Duration flushTimeout,
        int flushAttempts,
        Duration removalTimeout,
        NoUsablePath noUsablePath,
        Duration retryInterval,
        Duration retryLongest) {
    /** What holds where nothing is configured. */
    public static final EngineSettings DEFAULTS =
            new EngineSettings(
                    "/var/lib/mortise/journal",
                    "/run/lock/mortise",
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(300),
                    3,
                    Duration.ofSeconds(30),
                    NoUsablePath.DROP,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(3600));

    public EngineSettings {
        absolute(journalDirectory);
        absolute(lockDirectory);
        Objects.requireNonNull(stopGrace, "stopGrace");
        Objects.requireNonNull(cleanupTimeout, "cleanupTimeout");
        Objects.requireNonNull(flushTimeout, "flushTimeout");
        Objects.requireNonNull(removalTimeout, "removalTimeout");
        Objects.requireNonNull(noUsablePath, "noUsablePath");
        Objects.requireNonNull(retryInterval, "retryInterval");
        Objects.requireNonNull(retryLongest, "retryLongest");
        if (flushAttempts < 1) {
            throw new IllegalArgumentException("flushAttempts is below 1: " + flushAttempts);
        }
    }

    /** The same with other directories. */
    public EngineSettings in(String journal, String locks) {
        return new EngineSettings(
                journal,
                locks,
                stopGrace,
                cleanupTimeout,
                flushTimeout,
                flushAttempts,
                removalTimeout,
                noUsablePath,
                retryInterval,
                retryLongest);
    }

    private static void absolute(String directory) {
        if (!directory.startsWith("/")) {
            throw new IllegalArgumentException("not an absolute path: " + directory);
        }
    }
}
