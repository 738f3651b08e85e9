// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Explanation;
import io.mortise.api.Extension;
import io.mortise.api.Owner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs operations: locks, journal, deadline, walking back. A service; connectors use it.
 * Thread-safe. All failures are {@link io.mortise.api.VolumeException}s.
 */
@ProviderType
public interface Engine {
    /** Runs an attach, or finds the volume attached and proves it anew. */
    Attachment attach(AttachWork work);

    /**
     * Walks a volume's trail back; adopts it first if the journal does not know it.
     *
     * @param request with a mode other than CONFIGURED
     * @param volumeKeys as in {@link AttachWork#volumeKeys}; empty if the request has an id or no
     *     connection information
     * @param timeout how long the whole may take
     */
    Detachment detach(DetachRequest request, Set<String> volumeKeys, Duration timeout);

    /**
     * Has a volume that is attached take over its size on the array.
     *
     * @throws io.mortise.api.VolumeException NOT_FOUND if there is no such attachment, or it is not
     *     usable
     */
    Extension extend(ExtendWork work);

    /**
     * Takes a volume on the journal that somebody else attached, as it is; or gives the attachment,
     * if the same owner has it already.
     */
    Attachment adopt(ConnectionInformation connection, Owner owner);

    /** Asks each path of an attachment anew which volume it leads to; changes nothing. */
    Attachment verify(AttachmentId id);

    /** What is in the way of a detach of an attachment; never waits for an operation. */
    Explanation explain(AttachmentId id);

    /**
     * What stands on the trails of all attachments now, so that a connector can tell whose the
     * things are that it shows. Never waits for an operation.
     */
    Map<AttachmentId, List<Step>> trails();

    /** What is wrong with the engine's own configuration, a sentence each. */
    default List<String> configurationProblems() {
        return List.of();
    }
}
