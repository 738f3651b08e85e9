// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Wwid;
import java.util.Optional;

/** Text from a disk as udev writes it into an identity. */
final class IdentityText {
    private IdentityText() {}

    /**
     * Blanks and the zero bytes that pad a text go at the ends, others become one underscore each
     * run; so does what can't stand in the name of a link. Empty if there is nothing left.
     */
    static Optional<Wwid> wwid(char type, String text) {
        String tidy =
                text.replace('\0', ' ')
                        .strip()
                        .replaceAll("\\s+", "_")
                        .replaceAll("[^!-.0-~]", "_");
        return Optional.of(tidy)
                .filter(some -> some.length() > 2 && some.length() < 255)
                .map(some -> new Wwid(type + some));
    }
}
