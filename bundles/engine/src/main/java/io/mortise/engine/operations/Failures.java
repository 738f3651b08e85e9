// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.spi.Step;
import java.util.List;

/** Brings failures into the one form that services throw. */
public final class Failures {
    private Failures() {}

    /** Any failure as one of ours. */
    public static VolumeException of(Throwable failure, String doing) {
        if (failure instanceof VolumeException ours) {
            return ours;
        }
        if (failure instanceof HostFailure host) {
            return VolumeException.passing(
                            host.kind() == HostFailure.Kind.TIMED_OUT
                                    ? Reason.TIMED_OUT
                                    : Reason.HOST_FAILED,
                            doing + ": " + host.getMessage(),
                            "See the kernel's log.")
                    .causedBy(host);
        }
        return VolumeException.pointless(
                        Reason.INTERNAL, doing + ": " + failure, "Report this with the log.")
                .causedBy(failure);
    }

    /** Of a step of which its kind has not said what came of it. */
    static VolumeException silent(Step step) {
        return VolumeException.passing(
                Reason.INTERNAL,
                "nothing is known of undoing " + step + ": its kind did not say",
                "Report this with the log.");
    }

    /** The first, with the others attached. */
    static VolumeException first(VolumeException first, List<VolumeException> others) {
        others.stream().filter(other -> other != first).forEach(first::addSuppressed);
        return first;
    }
}
