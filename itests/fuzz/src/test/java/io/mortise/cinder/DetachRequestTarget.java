// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.cinder;

import io.mortise.api.DetachMode;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.util.Set;

/** Connection and device information of a detach, as os-brick and we give the latter. */
public final class DetachRequestTarget {
    private DetachRequestTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var input = new Input(data);
        try {
            var request =
                    new CinderFormat()
                            .detachRequest(input.text(1), input.text(0), DetachMode.CONFIGURED);
            Must.hold(
                    request.id().isPresent()
                            || request.connection().isPresent()
                            || request.device().wwid().isPresent(),
                    "says which volume");
            request.device().path().ifPresent(Must::readable);
            request.device()
                    .path()
                    .ifPresent(path -> Must.hold(path.startsWith("/"), "a path: " + path));
        } catch (VolumeException refused) {
            Must.hold(
                    Set.of(Reason.BAD_INPUT, Reason.UNSUPPORTED).contains(refused.reason()),
                    "refused as " + refused.reason());
            Must.readable(refused.describe());
        }
    }
}
