// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.world;

import io.mortise.api.VolumePath;

/** One way to a volume made of things: a disk on a session. */
public record ThingPath(String session, String disk) implements VolumePath {
    @Override
    public String toString() {
        return session + "/" + disk;
    }
}
