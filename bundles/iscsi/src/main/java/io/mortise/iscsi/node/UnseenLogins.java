// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a login may still come to something that nobody of this process saw the end of. While
 * iscsid has no connection, nothing of it shows in sysfs; the time of its record tells.
 * Thread-safe.
 */
public final class UnseenLogins {
    // of iscsiadm 2.1.8, which goes on then without it
    private static final Duration WAITS_FOR_LOCK = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Host host;
    private final NodeRecords records;

    public UnseenLogins(Host host) {
        this.host = host;
        this.records = new NodeRecords(host);
    }

    /** How long iscsid may still be trying to log in with a record. Zero if it has given up. */
    public Duration maybeTrying(NodeRecord record) {
        return left(record, LoginLimits.of(record).bound());
    }

    /**
     * The same, where nobody saw the login begin either: an iscsiadm that outlived the process
     * which ran it may wait for the lock on the records, and begins only then. Not to be called
     * under the lock.
     *
     * @throws io.mortise.api.VolumeException NODE_DB_LOCKED
     */
    @SuppressWarnings("try") // the lock is only to be held
    public Duration maybeBeginning(NodeRecord record, Deadline deadline) {
        if (left(record, LoginLimits.of(record).bound().plus(WAITS_FOR_LOCK)).isZero()) {
            return Duration.ZERO;
        }
        long before = host.tasks().nanos();
        try (Held held = records.lock(deadline)) {
            boolean waited = host.tasks().nanos() - before > SHORT.toNanos();
            if ((waited || isAhead(record)) && host.files().exists(record.path())) {
                records.touch(record);
            }
        }
        return maybeTrying(record);
    }

    // the clock was set back since: when that was is not known, so it counts from now on
    private boolean isAhead(NodeRecord record) {
        return written(record).isAfter(host.tasks().now().plus(SHORT));
    }

    private Duration left(NodeRecord record, Duration after) {
        Duration left = Duration.between(host.tasks().now(), written(record).plus(after));
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(after) < 0 ? left : after;
    }

    private Instant written(NodeRecord record) {
        return host.files().modified(record.path()).orElse(Instant.EPOCH);
    }
}
