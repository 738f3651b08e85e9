// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.journal.TrailReading;
import io.mortise.host.HostFailure;
import java.util.Objects;

/**
 * A trail that must not be acted on; its file is kept byte for byte.
 *
 * @param image as much of it as could be read
 * @param path where its file is
 * @param why it must not be acted on
 * @param advice what to do about it, a sentence
 */
public record KeptTrail(TrailImage image, String path, String why, String advice) {
    public KeptTrail {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(why, "why");
        Objects.requireNonNull(advice, "advice");
    }

    /** One whose file says what can't be relied on, or is not this host's. */
    static KeptTrail unusable(TrailReading reading, String path) {
        String advice = "Undo by hand what it did, then move %s away and restart.".formatted(path);
        return of(reading.image(), path, reading.detail(), advice);
    }

    /** One whose file could not be read or mended: it may well be whole. */
    static KeptTrail unread(TrailImage image, String path, HostFailure failure) {
        return of(image, path, failure.getMessage(), "See to that, then restart Mortise.");
    }

    private static KeptTrail of(TrailImage image, String path, String why, String advice) {
        return new KeptTrail(image, path, path + " is left alone: " + why, advice);
    }

    /** That it must not be acted on, as a failure. */
    public VolumeException refusal() {
        return VolumeException.pointless(
                Reason.JOURNAL_UNAVAILABLE,
                "attachment " + image.id() + " can't be acted on: " + why,
                advice);
    }
}
