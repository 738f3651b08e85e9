// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.engine.journal.TrailFile;
import io.mortise.host.HostFailure;
import io.mortise.host.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files of trails that are over, or never began, and could not be removed: it is tried again, since
 * whoever reads the journal next would take them for work that is left. Thread-safe.
 */
final class Remains {
    private final Tasks tasks;
    // guarded by tasks.atomically
    private final List<TrailFile> files = new ArrayList<>();

    Remains(Tasks tasks) {
        this.tasks = tasks;
    }

    /**
     * Removes a file, now or later.
     *
     * @return why it could not be removed now
     */
    Optional<HostFailure> remove(TrailFile file) {
        try {
            file.remove();
            tasks.atomically(() -> files.remove(file));
            return Optional.empty();
        } catch (HostFailure failure) {
            tasks.atomically(() -> files.contains(file) || files.add(file));
            return Optional.of(failure);
        }
    }

    /** Tries all again; whether none is left. */
    boolean gone() {
        return tasks.atomically(() -> List.copyOf(files)).stream()
                .map(this::remove)
                .filter(Optional::isPresent)
                .findAny()
                .isEmpty();
    }
}
