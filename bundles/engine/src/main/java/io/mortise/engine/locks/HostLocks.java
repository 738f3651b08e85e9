// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.locks;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.Tasks;
import io.mortise.spi.Locks;
import java.util.HashMap;
import java.util.Map;

/**
 * Locks as files of a directory, each held once per process, with a lock inside the process in
 * front. The files are never removed: removing one would need a lock itself, and the directory is
 * emptied at each boot.
 */
public final class HostLocks implements Locks {
    private final Tasks tasks;
    private final HostFiles files;
    private final String directory;
    // guarded by tasks.atomically
    private final Map<String, HostLock> locks = new HashMap<>();
    private final Map<String, Integer> users = new HashMap<>();

    public HostLocks(Tasks tasks, HostFiles files, String directory) {
        this.tasks = tasks;
        this.files = files;
        this.directory = directory;
    }

    @Override
    public Held hold(String name, Access access, Deadline deadline) {
        HostLock lock = enter(name);
        try {
            Held held =
                    lock.hold(access, deadline)
                            .orElseThrow(
                                    () ->
                                            VolumeException.passing(
                                                    Reason.BUSY,
                                                    "the lock \""
                                                            + name
                                                            + "\" was held by another operation"
                                                            + " until the deadline",
                                                    "Try again when that operation has ended."));
            return new Leaving(name, held);
        } catch (HostFailure failure) {
            leave(name);
            throw VolumeException.passing(
                            Reason.HOST_FAILED,
                            "the lock \"" + name + "\" can't be taken: " + failure.getMessage(),
                            "See to it that " + directory + " can be written by root.")
                    .causedBy(failure);
        } catch (VolumeException busy) {
            leave(name);
            throw busy;
        }
    }

    private HostLock enter(String name) {
        return tasks.atomically(
                () -> {
                    users.merge(name, 1, Integer::sum);
                    return locks.computeIfAbsent(
                            name, n -> new HostLock(tasks, files, directory, n));
                });
    }

    private void leave(String name) {
        tasks.atomically(
                () -> {
                    if (users.merge(name, -1, Integer::sum) == 0) {
                        users.remove(name);
                        locks.remove(name);
                    }
                    return name;
                });
    }

    private final class Leaving implements Held {
        private final String name;
        private final Held held;
        // guarded by tasks.atomically
        private boolean closed;

        private Leaving(String name, Held held) {
            this.name = name;
            this.held = held;
        }

        @Override
        public void close() {
            boolean first =
                    tasks.atomically(
                            () -> {
                                boolean open = !closed;
                                closed = true;
                                return open;
                            });
            if (first) {
                held.close();
                leave(name);
            }
        }
    }
}
