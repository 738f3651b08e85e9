// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;
import java.util.Optional;

/**
 * How one path of an attachment is.
 *
 * @param path the way
 * @param state how it is
 * @param disk the kernel's name of its disk now ({@code sdX}), if there is one
 * @param reason why it is not up, if it is not
 * @param detail a sentence about that; empty if it is up
 */
public record PathReport(
        VolumePath path,
        PathState state,
        Optional<String> disk,
        Optional<Reason> reason,
        String detail) {
    public PathReport {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(disk, "disk");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }

    /** A path that carries I/O on this disk. */
    public static PathReport active(VolumePath path, String disk) {
        return new PathReport(path, PathState.ACTIVE, Optional.of(disk), Optional.empty(), "");
    }

    /** A path that is still coming up, in the background. */
    public static PathReport pending(VolumePath path, String detail) {
        return new PathReport(path, PathState.PENDING, Optional.empty(), Optional.empty(), detail);
    }

    /** A path that did not come up. */
    public static PathReport down(VolumePath path, Reason reason, String detail) {
        return new PathReport(path, PathState.DOWN, Optional.empty(), Optional.of(reason), detail);
    }
}
