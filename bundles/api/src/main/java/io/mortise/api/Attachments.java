// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All attachments of this host, of every protocol. Thread-safe; {@link #list}, {@link #find} and
 * {@link #explain} never wait for an operation. Failures are {@link VolumeException}s.
 */
@ProviderType
public interface Attachments {
    /**
     * As they are now, oldest first.
     *
     * @throws VolumeException JOURNAL_UNAVAILABLE if the journal could not be read yet: then nobody
     *     knows which there are
     */
    List<Attachment> list();

    /**
     * One, by id.
     *
     * @throws VolumeException JOURNAL_UNAVAILABLE as for {@link #list}
     */
    Optional<Attachment> find(AttachmentId id);

    /**
     * Asks each path of an attached volume anew which volume it leads to, and changes nothing.
     *
     * @return the attachment with its paths as they answered
     * @throws VolumeException NOT_FOUND if there is no such attachment or it is not attached;
     *     FOREIGN_DATA if a path leads to another volume; NO_PATHS if none answers; BUSY
     */
    Attachment verify(AttachmentId id);

    /**
     * Tells what a safe detach would be refused for at this moment: who has the device mounted, in
     * whichever mount namespace, swaps to it, stands on it or holds it open, by process id; whether
     * a path works. Looks for at most 10 seconds.
     *
     * @throws VolumeException NOT_FOUND if there is no such attachment
     */
    Explanation explain(AttachmentId id);

    /**
     * Takes a volume on the journal that os-brick or a person attached, as it is: proven on each of
     * its paths, and from then on like any other. Detaching it takes down also the sessions and
     * records that were made for it, once no other disk and no other attachment is on them.
     * Adopting what the same owner has is the same attachment.
     *
     * @param owner on whose behalf it is kept from now on
     * @throws VolumeException NOT_FOUND if nothing of it is on the host; OWNED_BY_ANOTHER;
     *     FOREIGN_DATA if its paths lead to different volumes; IDENTITY_UNKNOWN; BUSY
     */
    Attachment adopt(ConnectionInformation connection, Owner owner);
}
