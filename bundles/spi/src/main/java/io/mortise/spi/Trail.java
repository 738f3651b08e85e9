// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.ConnectionInformation;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** What an attach did to the host, on disk. Thread-safe. */
@ProviderType
public interface Trail {
    /**
     * Puts steps on the trail, forced to disk before it returns: call it before doing them. A step
     * about the same thing as one that stands there takes its place.
     *
     * @throws io.mortise.api.VolumeException JOURNAL_UNAVAILABLE: then don't do them
     */
    void add(List<Step> steps);

    /**
     * Says what the volume turned out to be connected by, once that is more than was asked for; as
     * after a discovery. Journalled like steps.
     *
     * @param connection in place of {@link AttachWork#connection}
     * @param volumeKeys in place of {@link AttachWork#volumeKeys}, which must be among them
     * @throws io.mortise.api.VolumeException JOURNAL_UNAVAILABLE
     */
    void know(ConnectionInformation connection, Set<String> volumeKeys);

    /** What stands on it now. */
    List<Step> steps();

    /**
     * Walks these steps back now, in the order of their phases, as after a failure; those settled
     * leave the trail. For a path that did not come up.
     *
     * @return one outcome for each step
     */
    List<Outcome> walkBack(List<Step> steps);
}
