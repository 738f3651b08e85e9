// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import java.util.function.Supplier;

/** Makes whatever the host does while a step is undone an outcome. */
final class Settled {
    private Settled() {}

    static Outcome of(Step step, Supplier<Outcome> undoing) {
        try {
            return undoing.get();
        } catch (VolumeException failure) {
            return Outcome.failed(step, failure);
        } catch (HostFailure failure) {
            return Outcome.failed(
                    step,
                    VolumeException.passing(
                                    Reason.HOST_FAILED,
                                    "undoing " + step + ": " + failure.getMessage(),
                                    "See the kernel's log, then detach again.")
                            .causedBy(failure));
        } catch (IllegalArgumentException notOurs) {
            return Outcome.failed(
                    step,
                    VolumeException.pointless(
                                    Reason.INTERNAL,
                                    "a step on the trail can't be read: " + notOurs.getMessage(),
                                    "Report it with the journal.")
                            .causedBy(notOurs));
        }
    }
}
