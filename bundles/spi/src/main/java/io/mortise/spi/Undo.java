// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.Wwid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The frame in which steps are undone. Thread-safe. */
@ProviderType
public interface Undo extends Operation {
    /** How far to go. */
    Rigor rigor();

    /** The disks ({@code sdX}) that the steps of the whole trail stood for as the walk began. */
    Map<Step, String> disks();

    /** Further disks of the volume, as in {@link StepKind#strays}, as the walk began. */
    default Set<String> strays() {
        return Set.of();
    }

    /** Those of {@link #disks} that {@linkplain StepKind#leaves stay}, as the walk began. */
    default Set<String> staying() {
        return Set.of();
    }

    /**
     * The volume's identity if it was proven: on disks that carry another nothing is flushed or
     * deleted.
     */
    Optional<Wwid> wwid();

    /**
     * Whether the device was ever handed to a client. If not, as after an attach that failed, no
     * client can have written to it, and it may go without being flushed.
     */
    default boolean handedOut() {
        return true;
    }

    /**
     * Whether another trail is about the same thing as this step, also one whose walk is giving it
     * up at this moment: until that is over it may fail, and the thing stay its own.
     */
    default boolean namedByOthers(Step step) {
        return !claimsOfOthers(step).isEmpty();
    }

    /**
     * Whether an earlier walk has taken all disks of the trail away, as one by force does under a
     * map that is in use: what the map still holds has no way to the volume any more.
     */
    default boolean withoutDisks() {
        return false;
    }

    /** What this walk has left to others so far. */
    List<Step> leftToOthers();

    /** Reports what may be lost by going on under {@link Rigor#FORCED}, a sentence. */
    void mayBeLost(String what);
}
