// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.ConnectionInformation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is on the host of a volume that the journal does not know.
 *
 * @param connection what was asked for, as the volume is on the host: with addresses where its
 *     sessions have addresses; goes into the journal
 * @param steps what undoing it takes, as if an attach of ours had done it
 * @param built the volume as it is, with its identity; empty if only sessions without disks are
 *     left of it
 */
public record Found(ConnectionInformation connection, List<Step> steps, Optional<Built> built) {
    public Found {
        Objects.requireNonNull(connection, "connection");
        steps = List.copyOf(steps);
        Objects.requireNonNull(built, "built");
        if (steps.isEmpty() || built.filter(b -> b.wwid().isEmpty()).isPresent()) {
            throw new IllegalArgumentException(
                    "what was found has steps, and a volume an identity");
        }
    }
}
