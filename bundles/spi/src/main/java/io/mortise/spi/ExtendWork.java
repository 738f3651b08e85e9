// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** One extend, as its connector does it. */
@ConsumerType
public interface ExtendWork {
    /** The attachment, if it was named. */
    Optional<AttachmentId> id();

    /** As in {@link AttachWork#volumeKeys}; empty if there is an id. */
    Set<String> volumeKeys();

    /** How long the whole may take. */
    Duration timeout();

    /**
     * Takes over the size that the volume has on its array, and proves the attachment anew. Called
     * under the volume's locks, for an attachment that is usable. Puts nothing on the trail: there
     * is nothing to undo.
     */
    Built extend(Operation operation, Attachment attachment);
}
