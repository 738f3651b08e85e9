// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Journal;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.SharedLock;
import io.mortise.host.Tasks;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens the journal once; tries anew whenever it is asked while it can't be had, until it is closed
 * for good. Thread-safe.
 */
final class JournalDoor {
    private final Host host;
    private final Tasks tasks;
    private final String directory;
    private final SharedLock opening;
    // changed only under opening, read through tasks.atomically
    private Optional<Journal> opened = Optional.empty();
    private Optional<HostFailure> missed = Optional.empty();
    private boolean closed;

    JournalDoor(Host host, String directory) {
        this.host = host;
        this.tasks = host.tasks();
        this.directory = directory;
        this.opening = new SharedLock(tasks, "journal " + directory);
    }

    /** What reading it found, if it was opened by this call. */
    @SuppressWarnings("try") // the lock is only to be closed
    Optional<List<String>> open(Function<Journal, List<String>> read) {
        if (now().isPresent()) {
            return Optional.empty();
        }
        try (Held alone = alone()) {
            if (now().isPresent()) {
                return Optional.empty();
            }
            if (tasks.atomically(() -> closed)) {
                throw VolumeException.passing(
                        Reason.CANCELLED,
                        "the journal " + directory + " is closed: the engine has stopped",
                        "Try again when its bundle is active.");
            }
            Journal journal = Journal.open(host.files(), host.identity(), directory);
            try {
                List<String> findings = read.apply(journal);
                tasks.atomically(() -> opened = Optional.of(journal));
                tasks.atomically(() -> missed = Optional.empty());
                return Optional.of(findings);
            } catch (RuntimeException failure) {
                journal.close(); // or nobody could try again
                throw failure;
            }
        } catch (HostFailure failure) {
            tasks.atomically(() -> missed = Optional.of(failure));
            throw JournalFailures.unavailable(directory, failure);
        }
    }

    /** Why it could not be opened when it was last tried. */
    Optional<VolumeException> missed() {
        return tasks.atomically(() -> missed)
                .map(failure -> JournalFailures.unavailable(directory, failure));
    }

    Journal journal() {
        return now().orElseThrow(() -> unopened());
    }

    private VolumeException unopened() {
        return JournalFailures.unavailable(
                directory,
                new HostFailure(HostFailure.Kind.UNAVAILABLE, "using it", "it is not open"));
    }

    @SuppressWarnings("try") // the lock is only to be closed
    void close() {
        try (Held alone = alone()) {
            now().ifPresent(Journal::close);
            tasks.atomically(() -> opened = Optional.empty());
            tasks.atomically(() -> closed = true);
        }
    }

    private Held alone() {
        return opening.hold(Access.EXCLUSIVE, Deadline.never(tasks)).orElseThrow();
    }

    private Optional<Journal> now() {
        return tasks.atomically(() -> opened);
    }
}
