// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.spi.Phase;
import io.mortise.spi.Rigor;
import java.util.List;

/**
 * How a trail is walked back.
 *
 * @param rigor what a failure means
 * @param handedOut whether a client ever had the device
 */
public record Manner(Rigor rigor, boolean handedOut) {
    /** After an attach that did not come to its end. */
    public static final Manner AFTER_FAILED_ATTACH = new Manner(Rigor.SAFE, false);

    /**
     * Whether the walk stops after a phase with these failures. Disks under a map that is still
     * there carry somebody's data; beyond that, what never was a client's goes as far as it can.
     */
    boolean stopsAfter(Phase phase, List<VolumeException> failures) {
        if (failures.isEmpty()) {
            return false;
        }
        if (rigor == Rigor.FORCED) {
            // a map kept for want of a path needs its disks, or what it holds is lost for good
            return failures.stream().anyMatch(f -> f.reason() == Reason.NO_USABLE_PATH);
        }
        return handedOut || phase == Phase.MAP;
    }
}
