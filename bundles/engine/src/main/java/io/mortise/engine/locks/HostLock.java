// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.locks;

import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFiles;
import io.mortise.host.SharedLock;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.Optional;

/** One lock: its file is taken by the first holder in this process and given back by the last. */
final class HostLock {
    // no event tells that another process has given a lock file back
    private static final Duration BEAT = Duration.ofMillis(100);

    private final Tasks tasks;
    private final HostFiles files;
    private final String directory;
    private final String path;
    private final SharedLock here;
    // held while the file is taken for those who share, so that it is taken once
    private final SharedLock door;
    // both guarded by tasks.atomically
    private int sharers;
    private Optional<Held> shared = Optional.empty();

    HostLock(Tasks tasks, HostFiles files, String directory, String name) {
        this.tasks = tasks;
        this.files = files;
        this.directory = directory;
        this.path = directory + "/" + LockName.of(name);
        this.here = new SharedLock(tasks, name);
        this.door = new SharedLock(tasks, "file of " + name);
    }

    Optional<Held> hold(Access access, Deadline deadline) {
        Optional<Held> inProcess = here.hold(access, deadline);
        if (inProcess.isEmpty()) {
            return Optional.empty();
        }
        Optional<Held> file = Optional.empty();
        try {
            file = access == Access.EXCLUSIVE ? file(access, deadline) : joinSharers(deadline);
        } finally {
            if (file.isEmpty()) {
                inProcess.get().close();
            }
        }
        return file.map(f -> () -> closeBoth(f, inProcess.get()));
    }

    // the file first: who comes next in this process must find it free
    @SuppressWarnings("try") // the locks are only to be closed
    private static void closeBoth(Held file, Held inProcess) {
        try (inProcess) {
            file.close();
        }
    }

    @SuppressWarnings("try") // the locks are only to be closed
    private Optional<Held> joinSharers(Deadline deadline) {
        Optional<Held> entry = door.hold(Access.EXCLUSIVE, deadline);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        try (Held inside = entry.get()) {
            if (tasks.atomically(() -> sharers) == 0) {
                Optional<Held> file = file(Access.SHARED, deadline);
                if (file.isEmpty()) {
                    return Optional.empty();
                }
                tasks.atomically(() -> shared = file);
            }
            tasks.atomically(() -> sharers++);
            return Optional.of(this::leaveSharers);
        }
    }

    @SuppressWarnings("try") // the locks are only to be closed
    private void leaveSharers() {
        try (Held inside = door.hold(Access.EXCLUSIVE, Deadline.never(tasks)).orElseThrow()) {
            Optional<Held> last =
                    tasks.atomically(
                            () -> {
                                sharers--;
                                Optional<Held> file = shared;
                                if (sharers > 0) {
                                    return Optional.<Held>empty();
                                }
                                shared = Optional.empty();
                                return file;
                            });
            last.ifPresent(Held::close);
        }
    }

    private Optional<Held> file(Access access, Deadline deadline) {
        files.makeDirectories(directory);
        return deadline.await(
                tasks.signal("lock file " + path), BEAT, () -> files.tryLock(path, access));
    }
}
