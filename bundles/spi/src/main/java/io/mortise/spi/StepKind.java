// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.VolumePath;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Knows how to undo the steps of one kind. Register it as a service with the property {@link
 * #KIND}; a trail is walked back only when every kind on it has a live one. Thread-safe.
 */
@ConsumerType
public interface StepKind {
    /** The service property that holds the kind. */
    String KIND = "kind";

    /** The kind of step it undoes. */
    String kind();

    /**
     * The protocol of the connector that it belongs to: when the kind goes, the operations of that
     * protocol are ended first, while it can still undo what they did. Unless told otherwise, what
     * stands before the first dot of the kind.
     */
    default String protocol() {
        return kind().split("\\.", 2)[0];
    }

    /** The newest version of the fields that it reads; it reads all older ones too. */
    int newestVersion();

    /** When its turn comes. */
    Phase phase();

    /**
     * Undoes steps of this kind, all of one trail, side by side where the kernel can. Undoing what
     * never happened, or is gone already, is harmless. Never throws for what the host does: each
     * step has an {@link Outcome}.
     *
     * @return one for each step
     */
    List<Outcome> undo(List<Step> steps, Undo undo);

    /**
     * The disks ({@code sdX}) that these steps stand for at this moment; steps without one are left
     * out.
     */
    default Map<Step, String> disks(List<Step> steps, Deadline deadline) {
        return Map.of();
    }

    /**
     * Whether none of these steps has a disk any longer, for certain: what can't be looked at is
     * not gone.
     */
    default boolean gone(List<Step> steps, Deadline deadline) {
        return disks(steps, deadline).isEmpty();
    }

    /**
     * Further disks of a volume, which no step stands for: on the targets and LUNs of these steps,
     * but over sessions that somebody else made. They go with the volume, since the array is going
     * to give its LUN to another; their sessions stay.
     */
    default Set<String> strays(List<Step> steps, Wwid wwid, Deadline deadline) {
        return Set.of();
    }

    /**
     * Whether undoing leaves what a step stands for alone, since it was there before the trail.
     * Asked where no device was {@linkplain Undo#handedOut handed out}.
     */
    default boolean leaves(Step step) {
        return false;
    }

    /** As {@link #leaves}, where a device was: what was a client's is nobody else's any more. */
    default boolean leavesHandedOut(Step step) {
        return leaves(step);
    }

    /** The path that such a step is part of, if it belongs to just one. */
    default Optional<VolumePath> path(Step step) {
        return Optional.empty();
    }
}
