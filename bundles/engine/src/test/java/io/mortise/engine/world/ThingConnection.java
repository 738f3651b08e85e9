// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.world;

import io.mortise.api.ConnectionInformation;
import io.mortise.api.VolumeTraits;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Connection information of a volume made of things. */
public record ThingConnection(List<ThingPath> paths) implements ConnectionInformation {
    public static final String PROTOCOL = "things";

    /** Paths written as {@code session/disk}. */
    public static ThingConnection of(String... paths) {
        return new ThingConnection(Arrays.stream(paths).map(ThingConnection::path).toList());
    }

    static ThingPath path(String text) {
        String[] parts = text.split("/");
        return new ThingPath(parts[0], parts[1]);
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public VolumeTraits traits() {
        return VolumeTraits.NONE;
    }

    /** The volume is named by its disks. */
    public Set<String> volumeKeys() {
        var keys = new TreeSet<String>();
        paths.forEach(path -> keys.add(path.disk()));
        return keys;
    }
}
