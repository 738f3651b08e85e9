// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What udev's rules found out about a device.
 *
 * @param properties in the order of the rules
 * @param links symbolic links, by path below {@code /dev}
 * @param priority of these links
 */
record Findings(Map<String, String> properties, Set<String> links, int priority) {
    Findings {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        links = Collections.unmodifiableSet(new LinkedHashSet<>(links));
    }

    static Findings none() {
        return new Findings(Map.of(), Set.of(), 0);
    }
}
