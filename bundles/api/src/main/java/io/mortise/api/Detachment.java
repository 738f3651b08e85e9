// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of a detach.
 *
 * @param id which attachment; empty if nothing of the volume was on the host
 * @param done what was undone, in order, a phrase each
 * @param problems what failed and was gone over by force, a sentence each; unwritten data may be
 *     lost
 * @param left what is still on the host; the array may unmap the volume only if this is empty
 */
public record Detachment(
        Optional<AttachmentId> id, List<String> done, List<String> problems, List<String> left) {
    public Detachment {
        Objects.requireNonNull(id, "id");
        done = List.copyOf(done);
        problems = List.copyOf(problems);
        left = List.copyOf(left);
    }

    /** Nothing of the volume was on the host. */
    public static Detachment nothing() {
        return new Detachment(Optional.empty(), List.of(), List.of(), List.of());
    }

    /** Whether the array may unmap the volume now. */
    public boolean mayUnmap() {
        return left.isEmpty();
    }
}
