// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.MapPath;

/**
 * A disk in a map.
 *
 * @param disk the kernel's name
 * @param address host:channel:target:LUN
 * @param deviceState active or failed
 * @param checkerState multipathd's word
 */
public record MapPathRow(String disk, String address, String deviceState, String checkerState) {
    static MapPathRow of(MapPath path) {
        return new MapPathRow(path.disk(), path.address(), path.deviceState(), path.checkerState());
    }
}
