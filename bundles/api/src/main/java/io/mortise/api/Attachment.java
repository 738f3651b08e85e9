// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A volume on this host, as it was when asked.
 *
 * @param id its name
 * @param connection what it was attached with
 * @param owner on whose behalf
 * @param state where it is in its life
 * @param wwid its proven identity; empty before it is proven
 * @param device its device; empty unless attached or degraded
 * @param paths how each path asked for is
 * @param since when it was asked for
 * @param detail why it is degraded, left over or waiting; else empty
 */
public record Attachment(
        AttachmentId id,
        ConnectionInformation connection,
        Owner owner,
        AttachmentState state,
        Optional<Wwid> wwid,
        Optional<VolumeDevice> device,
        List<PathReport> paths,
        Instant since,
        String detail) {
    public Attachment {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(wwid, "wwid");
        Objects.requireNonNull(device, "device");
        paths = List.copyOf(paths);
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(detail, "detail");
    }

    /** Whether there is a proven device. */
    public boolean usable() {
        return state == AttachmentState.ATTACHED || state == AttachmentState.DEGRADED;
    }
}
