// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.api.Attachment;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.Owner;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** One attach, as its connector does it. The engine calls {@link #plan}, then {@link #build}. */
@ConsumerType
public interface AttachWork {
    /** What was asked for. */
    ConnectionInformation connection();

    /** On whose behalf. */
    Owner owner();

    /** How long the whole may take. */
    Duration timeout();

    /**
     * What names the volume on its targets, such as target and LUN: two requests that share one are
     * about the same volume, and are locked and found by it. May be only some of those that the
     * volume has; {@link Trail#know} tells the rest.
     */
    Set<String> volumeKeys();

    /** All steps as far as they can be known. Only looks; called under the volume's locks. */
    List<Step> plan(Operation operation);

    /**
     * Does the steps, which are on the trail by now, and proves the result. Cleans up nothing when
     * it fails: the engine walks the trail back.
     */
    Built build(Operation operation, Trail trail);

    /**
     * Proves anew what is attached already, and that it is what was asked for. Changes nothing.
     *
     * @throws io.mortise.api.VolumeException also if something else was asked for than what is
     *     attached: it is in use, so it is not made to be that
     */
    Built prove(Operation operation, Attachment attachment);
}
