// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import java.util.Objects;

/**
 * A process of somebody else on the simulated host.
 *
 * @param name what {@code /proc/PID/comm} says; 1 to 15 characters
 * @param pid its process id, above 1
 */
public record User(String name, int pid) {
    public User {
        Objects.requireNonNull(name, "name");
        if (name.isEmpty() || name.length() > 15) {
            throw new IllegalArgumentException("name of a process has 1 to 15 characters: " + name);
        }
        if (pid < 2) {
            throw new IllegalArgumentException("process id must be above 1: " + pid);
        }
    }
}
