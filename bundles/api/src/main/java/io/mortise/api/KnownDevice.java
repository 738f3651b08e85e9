// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What a caller was told of a volume's device when it was attached, be it by Mortise, by os-brick
 * or by hand. A detach holds it against what the paths themselves answer, and is refused with
 * FOREIGN_DATA where they differ; it also finds a volume of which nothing else is known.
 *
 * @param path its device node; may be another device's by now ({@code dm-N} is renumbered), so it
 *     counts only where no identity is given
 * @param wwid its identity
 */
public record KnownDevice(Optional<String> path, Optional<Wwid> wwid) {
    private static final int LONGEST = 4095;

    /** Nothing is known. */
    public static final KnownDevice NONE = new KnownDevice(Optional.empty(), Optional.empty());

    /**
     * @throws IllegalArgumentException if the path is not absolute, longer than 4095 characters, or
     *     can't be shown
     */
    public KnownDevice {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(wwid, "wwid");
        if (path.filter(p -> !p.startsWith("/") || p.length() > LONGEST || !Shown.whole(p))
                .isPresent()) {
            throw new IllegalArgumentException(
                    "a device is named by its absolute path: " + Shown.of(path.get()));
        }
    }

    /** Whether nothing is known. */
    public boolean isNothing() {
        return path.isEmpty() && wwid.isEmpty();
    }
}
