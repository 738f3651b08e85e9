// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.util.Objects;

/**
 * Which host this is. The journal refuses to act on another.
 *
 * @param kind {@code linux} or {@code simulator:UUID}
 * @param machineId the content of {@code /etc/machine-id}
 * @param bootId the content of {@code /proc/sys/kernel/random/boot_id}; another after each reboot
 */
public record HostIdentity(String kind, String machineId, String bootId) {
    public HostIdentity {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(machineId, "machineId");
        Objects.requireNonNull(bootId, "bootId");
    }

    /** Whether both are the same machine, perhaps after a reboot. */
    public boolean sameMachine(HostIdentity other) {
        return kind.equals(other.kind) && machineId.equals(other.machineId);
    }
}
