// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.engine.journal.TrailImage;
import java.util.Objects;

/**
 * A trail that must not be acted on; its file is kept byte for byte.
 *
 * @param image as much of it as could be read
 * @param path where its file is
 * @param why it must not be acted on
 */
public record KeptTrail(TrailImage image, String path, String why) {
    public KeptTrail {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(why, "why");
    }
}
