// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.linux;

import io.mortise.host.HostFailure;
import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Must;

/** The files that say which machine this is. */
public final class MachineTarget {
    private MachineTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var host = new GivenHost(data);
        Must.failOnlyWith(HostFailure.class, () -> MachineIdentity.read(host.files(), ""))
                .ifPresent(
                        identity -> {
                            Must.readable(identity.machineId());
                            Must.readable(identity.bootId());
                        });
    }
}
