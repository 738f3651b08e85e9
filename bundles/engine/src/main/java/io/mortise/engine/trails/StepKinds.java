// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Tasks;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The kinds of steps that can be undone at this moment. Thread-safe. */
public final class StepKinds {
    private final Tasks tasks;
    // guarded by tasks.atomically; the first of a name is used, as with OSGi services
    private final Map<String, List<StepKind>> kinds = new LinkedHashMap<>();

    public StepKinds(Tasks tasks) {
        this.tasks = tasks;
    }

    public void add(StepKind kind) {
        String name = kind.kind();
        tasks.atomically(() -> kinds.computeIfAbsent(name, n -> new ArrayList<>()).add(kind));
    }

    public void remove(StepKind kind) {
        tasks.atomically(() -> kinds.values().removeIf(list -> without(list, kind)));
    }

    private static boolean without(List<StepKind> list, StepKind kind) {
        list.removeIf(k -> k == kind);
        return list.isEmpty();
    }

    /** The kind that can undo this step, its version included. */
    public Optional<StepKind> of(Step step) {
        return tasks.atomically(
                        () -> Optional.ofNullable(kinds.get(step.kind())).map(list -> list.get(0)))
                .filter(kind -> kind.newestVersion() >= step.version());
    }

    /** What is needed for these steps and not there: names of kinds, with a version if too old. */
    public Collection<String> missing(List<Step> steps) {
        var missing = new TreeSet<String>();
        for (Step step : steps) {
            if (of(step).isEmpty()) {
                missing.add(
                        step.version() > 1
                                ? step.kind() + " version " + step.version()
                                : step.kind());
            }
        }
        return missing;
    }

    /**
     * Makes sure that all can be undone.
     *
     * @throws VolumeException NOT_FOUND if a kind is missing
     */
    public void require(List<Step> steps) {
        Collection<String> missing = missing(steps);
        if (!missing.isEmpty()) {
            throw VolumeException.passing(
                    Reason.NOT_FOUND,
                    "waiting for " + String.join(", ", missing) + ", which nobody provides now",
                    "Install or start the connector's bundle.");
        }
    }
}
