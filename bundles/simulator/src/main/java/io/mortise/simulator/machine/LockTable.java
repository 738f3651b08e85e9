// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.simulator.baton.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel's locks on whole files, as flock(2): of the file, not of its name. */
public final class LockTable {
    private record Lock(Object file, Access access, Party owner) {
        boolean goesWith(Object otherFile, Access other) {
            return file != otherFile || access == Access.SHARED && other == Access.SHARED;
        }
    }

    private final List<Lock> locks = new ArrayList<>();

    LockTable() {}

    /**
     * Tries to lock.
     *
     * @param file {@linkplain Disk#identity what makes it the same file}
     * @return empty if it does not go with a lock that is held
     */
    public Optional<Held> tryLock(Object file, Access access, Party owner) {
        if (!locks.stream().allMatch(lock -> lock.goesWith(file, access))) {
            return Optional.empty();
        }
        var lock = new Lock(file, access, owner);
        locks.add(lock);
        return Optional.of(() -> locks.removeIf(held -> held == lock));
    }

    /** The process is gone. */
    public void release(Party owner) {
        locks.removeIf(lock -> lock.owner == owner);
    }

    void clear() {
        locks.clear();
    }
}
