// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import io.mortise.host.Uevent;
import io.mortise.simulator.machine.Announcer;
import java.util.HashMap;
import java.util.Map;

/** Sends the kernel's notices, numbered. */
final class Notices {
    private final Announcer announcer;
    private long sequence = 1000;

    Notices(Announcer announcer) {
        this.announcer = announcer;
    }

    void tell(String action, KernelDevice device) {
        tell(action, device, Map.of());
    }

    void tell(String action, KernelDevice device, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(device.properties());
        properties.putAll(more);
        properties.put("ACTION", action);
        properties.put("DEVPATH", device.devpath());
        properties.put("SUBSYSTEM", device.subsystem());
        properties.put("SEQNUM", Long.toString(++sequence));
        announcer.announce(
                new Uevent(
                        Uevent.Source.KERNEL,
                        action,
                        device.devpath(),
                        device.subsystem(),
                        properties));
    }
}
