// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import java.util.Objects;

/**
 * What stands between an attachment and its detach at this moment.
 *
 * @param id the attachment
 * @param obstacles what a safe detach would be refused for; empty if nothing is in its way
 * @param stays what a detach would leave, since other attachments use it, a phrase each
 * @param whole whether all processes of the host were looked at; if not, more may be in the way
 */
public record Explanation(
        AttachmentId id, List<Obstacle> obstacles, List<String> stays, boolean whole) {
    public Explanation {
        Objects.requireNonNull(id, "id");
        obstacles = List.copyOf(obstacles);
        stays = List.copyOf(stays);
    }

    /** Whether nothing is known to be in the way. */
    public boolean clear() {
        return obstacles.isEmpty();
    }

    /**
     * One thing in the way.
     *
     * @param reason what the detach would fail with
     * @param detail a phrase: who holds what ({@code "dm-0 is held open by postgres (pid 4711)"})
     */
    public record Obstacle(Reason reason, String detail) {
        public Obstacle {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
