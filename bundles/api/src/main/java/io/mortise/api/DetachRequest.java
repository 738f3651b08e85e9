// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Which volume to detach, and how. Found by id, else by the set of target and LUN of its paths,
 * else by the identity of its device. What the journal does not know, since os-brick or a person
 * attached it, is adopted first.
 *
 * @param id the attachment's id, if known
 * @param connection its connection information, if known
 * @param mode how far to go
 * @param device what is known of its device
 */
public record DetachRequest(
        Optional<AttachmentId> id,
        Optional<ConnectionInformation> connection,
        DetachMode mode,
        KnownDevice device) {
    /**
     * @throws IllegalArgumentException if there is neither id nor connection nor a device's
     *     identity
     */
    public DetachRequest {
        Objects.requireNonNull(mode, "mode");
        if (id.isEmpty() && connection.isEmpty() && device.wwid().isEmpty()) {
            throw new IllegalArgumentException(
                    "a detach needs an attachment id, connection information or a WWID");
        }
    }

    /** With nothing known of its device. */
    public DetachRequest(
            Optional<AttachmentId> id,
            Optional<ConnectionInformation> connection,
            DetachMode mode) {
        this(id, connection, mode, KnownDevice.NONE);
    }

    /** The attachment with this id, as configured. */
    public static DetachRequest of(AttachmentId id) {
        return new DetachRequest(Optional.of(id), Optional.empty(), DetachMode.CONFIGURED);
    }

    /** The volume with this connection information, as configured. */
    public static DetachRequest of(ConnectionInformation connection) {
        return new DetachRequest(Optional.empty(), Optional.of(connection), DetachMode.CONFIGURED);
    }

    /** The same in another mode. */
    public DetachRequest with(DetachMode other) {
        return new DetachRequest(id, connection, other, device);
    }

    /** The same with what is known of its device. */
    public DetachRequest with(KnownDevice known) {
        return new DetachRequest(id, connection, mode, known);
    }
}
