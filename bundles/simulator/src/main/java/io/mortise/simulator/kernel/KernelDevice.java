// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A device as the kernel announces it.
 *
 * @param devpath its path below {@code /sys}
 * @param subsystem its class or bus
 * @param properties what its {@code uevent} file says, in that order
 */
record KernelDevice(String devpath, String subsystem, Map<String, String> properties) {
    KernelDevice {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** One without properties. */
    static KernelDevice plain(String devpath, String subsystem) {
        return new KernelDevice(devpath, subsystem, Map.of());
    }

    /** One with properties, given as lines {@code NAME=VALUE}. */
    static KernelDevice with(String devpath, String subsystem, String... lines) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            properties.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return new KernelDevice(devpath, subsystem, properties);
    }

    String name() {
        return devpath.substring(devpath.lastIndexOf('/') + 1);
    }

    String folder() {
        return "/sys" + devpath;
    }
}
