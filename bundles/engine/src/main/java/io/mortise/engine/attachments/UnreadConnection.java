// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.attachments;

import io.mortise.api.ConnectionInformation;
import io.mortise.api.VolumePath;
import io.mortise.api.VolumeTraits;
import io.mortise.engine.journal.Intent;
import java.util.List;

/**
 * Connection information that nobody can read at this moment: the volume's keys stand for its
 * paths.
 */
record UnreadConnection(String protocol, List<Key> paths) implements ConnectionInformation {
    UnreadConnection(Intent intent) {
        this(intent.protocol(), intent.volumeKeys().stream().sorted().map(Key::new).toList());
    }

    @Override
    public VolumeTraits traits() {
        return VolumeTraits.NONE;
    }

    /** What names the volume on one of its targets. */
    record Key(String text) implements VolumePath {
        @Override
        public String toString() {
            return text;
        }
    }
}
