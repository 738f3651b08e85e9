// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.scsi.BlockEvents;
import io.mortise.scsi.multipath.MultipathDevices;
import java.time.Duration;
import java.util.Optional;

/**
 * Devices that the kernel is removing. They do not come back, do not say which they are, and are
 * gone in less than a tenth of a second if nothing holds them up.
 */
final class Departures {
    private static final Duration BEAT = Duration.ofMillis(25);
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private Departures() {}

    /** Waits for a while until none is on its way. */
    @SuppressWarnings("try") // the subscription is only to be closed
    static void join(Host host, Deadline deadline) {
        var devices = new MultipathDevices(host);
        if (!devices.anyLeaving()) {
            return;
        }
        Signal changed = host.tasks().signal("devices being removed");
        try (Held subscription = host.uevents().subscribe(BlockEvents.maps(), changed)) {
            deadline.atMost(LONGEST)
                    .await(
                            changed,
                            BEAT,
                            () -> Optional.of(true).filter(none -> !devices.anyLeaving()));
        }
    }
}
