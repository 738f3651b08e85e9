// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.AttachmentId;
import io.mortise.host.Deadline;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The frame in which an attach, a detach or a recovery runs. Thread-safe. */
@ProviderType
public interface Operation {
    /** Whose trail it works on. */
    AttachmentId attachment();

    /** By when all must be done. */
    Deadline deadline();

    /**
     * Passes when the engine has been stopped and its grace is over; else never. For waiting, past
     * the deadline, on what can't be cancelled and must not be left alone.
     */
    default Deadline last() {
        return Deadline.never(deadline().tasks());
    }

    /** Locks across the threads of this process and the processes of this host. */
    Locks locks();

    /**
     * The steps on all other trails that are about the same thing as this one. While undoing,
     * without those that another walk is giving up at this moment: of two that give the same thing
     * up at once, whoever comes last under its lock takes it away.
     */
    List<Step> claimsOfOthers(Step step);

    /**
     * The step about the same thing as this one that stood on its own trail before it began: what
     * an attachment that was absent had done to the host, and what has not been undone since. Empty
     * for one that begins anew.
     */
    default Optional<Step> standing(Step step) {
        return Optional.empty();
    }
}
