// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;

/**
 * A disk in a multipath map.
 *
 * @param disk the kernel's name, {@code sdX}
 * @param address host:channel:target:LUN
 * @param deviceState the kernel's word: {@code active} or {@code failed}
 * @param checkerState multipathd's word: {@code ready}, {@code faulty}, {@code ghost}, {@code
 *     shaky}, ...
 */
public record MapPath(String disk, String address, String deviceState, String checkerState) {
    public MapPath {
        Objects.requireNonNull(disk, "disk");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(deviceState, "deviceState");
        Objects.requireNonNull(checkerState, "checkerState");
    }

    /** Whether I/O can go this way now. */
    public boolean usable() {
        return deviceState.equals("active");
    }
}
