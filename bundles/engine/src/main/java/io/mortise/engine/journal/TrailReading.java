// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentId;
import io.mortise.host.HostIdentity;
import java.util.List;
import java.util.Objects;

/**
 * What came of reading a trail's file.
 *
 * @param condition whether it may be acted on
 * @param image what it comes to; of a trail that may not be acted on, as much as could be read
 * @param whole the lines that are sound, to write the file anew after a torn line
 * @param detail why it may not be acted on, or what was dropped; "" if all is well
 */
public record TrailReading(Condition condition, TrailImage image, List<Line> whole, String detail) {
    /** Whether a trail may be acted on. */
    public enum Condition {
        /** It may. */
        SOUND,
        /** It may; its last line has no end and was dropped, or mended if that was all. */
        TORN,
        /** Nothing was begun by it, or all was ended: the file can go. */
        OVER,
        /** A line that has an end is corrupted, or there is no intent: what it said is unknown. */
        DAMAGED,
        /** A newer version wrote it. */
        NEWER,
        /** It was begun on another host. */
        ELSEWHERE
    }

    public TrailReading {
        Objects.requireNonNull(condition, "condition");
        Objects.requireNonNull(image, "image");
        whole = List.copyOf(whole);
        Objects.requireNonNull(detail, "detail");
    }

    /** Whether it may be acted on. */
    public boolean usable() {
        return condition == Condition.SOUND || condition == Condition.TORN;
    }

    /**
     * Reads a file.
     *
     * @param id the attachment that the file's name says
     * @param here the host that this is
     */
    public static TrailReading of(AttachmentId id, byte[] content, HostIdentity here) {
        return new TrailReader(id, here).read(content);
    }
}
