// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFiles;
import io.mortise.host.Signal;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * open-iscsi's lock on its records: the file {@code lock}, hard-linked as {@code lock.write}. A
 * killed iscsiadm leaves the link behind; then every later one waits 30 s, and some fail. Such a
 * link is recognised, removed and reported. Thread-safe.
 */
final class NodeDatabaseLock {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDatabaseLock.class);
    private static final String FOLDER = "/run/lock/iscsi";
    private static final String FILE = FOLDER + "/lock";
    private static final String LINK = FOLDER + "/lock.write";
    private static final Duration BEAT = Duration.ofMillis(10);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration STALE = Duration.ofSeconds(30);

    private final HostFiles files;
    private final Signal never;

    NodeDatabaseLock(Host host) {
        this.files = host.files();
        this.never = host.tasks().signal("lock.write is gone");
    }

    /**
     * Waits for it.
     *
     * @throws VolumeException NODE_DB_LOCKED
     */
    Held hold(Deadline deadline) {
        Held turn = deadline.await(never, BEAT, this::turn).orElseThrow(NodeDatabaseLock::locked);
        try {
            if (!linked()) {
                waitForLink(deadline);
            }
        } catch (RuntimeException failure) {
            turn.close();
            throw failure;
        }
        return () -> {
            try {
                files.remove(LINK);
            } finally {
                turn.close();
            }
        };
    }

    // one at a time of all who remove a link that is not theirs: else the second would remove the
    // one that the first has made since
    private Optional<Held> turn() {
        if (!files.exists(FILE)) {
            files.makeDirectories(FOLDER);
        }
        return files.tryLock(FILE, Access.EXCLUSIVE);
    }

    private void waitForLink(Deadline deadline) {
        // the link's own times are those of the file, so staleness has to be watched
        if (tryUntil(deadline.atMost(STALE))) {
            return;
        }
        while (!deadline.passed()) {
            // one that waits for the lock itself looks the same as one that has it
            if (!iscsiadmAlive()) {
                LOG.warn(
                        "removing {}: it was there for {} s and no iscsiadm runs; a killed one left"
                                + " it",
                        LINK,
                        STALE.toSeconds());
                files.remove(LINK);
            }
            if (tryUntil(deadline.atMost(AGAIN))) {
                return;
            }
        }
        throw locked();
    }

    private boolean tryUntil(Deadline deadline) {
        return deadline.await(never, BEAT, () -> linked() ? Optional.of(true) : Optional.empty())
                .isPresent();
    }

    private boolean linked() {
        return files.hardLink(FILE, LINK);
    }

    private boolean iscsiadmAlive() {
        return files.list("/proc").stream()
                .filter(name -> name.matches("\\d+"))
                .flatMap(pid -> files.read("/proc/" + pid + "/comm").stream())
                .anyMatch(name -> name.strip().equals("iscsiadm"));
    }

    private static VolumeException locked() {
        return VolumeException.passing(
                Reason.NODE_DB_LOCKED,
                "open-iscsi's node records are locked by another program (" + LINK + ")",
                "See which iscsiadm hangs (pgrep -a iscsiadm) and end it; if none runs, remove "
                        + LINK
                        + ".");
    }
}
