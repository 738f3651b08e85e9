// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

/** What a failure means while a trail is walked back. */
public enum Rigor {
    /** Nothing that could lose data: stop at the first failure, the volume still usable. */
    SAFE,
    /** Go on, and tell what may be lost. */
    FORCED
}
