// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Wwid;
import java.util.Objects;

/**
 * A map as multipathd sees it.
 *
 * @param name the map's name
 * @param wwid the volume's identity
 * @param device the kernel's name, {@code dm-N}
 * @param dmState {@code active} or {@code suspend}
 * @param queueing what happens to I/O while no path works: {@code on}, {@code off}, {@code -}, or
 *     how long it still waits: {@code 12 chk}, {@code 60 sec}
 * @param features of the device-mapper table: {@code 1 queue_if_no_path}
 */
public record MapStatus(
        String name, Wwid wwid, String device, String dmState, String queueing, String features) {
    public MapStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(wwid, "wwid");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(dmState, "dmState");
        Objects.requireNonNull(queueing, "queueing");
        Objects.requireNonNull(features, "features");
    }

    /** Whether I/O waits, rather than fails, while no path works. */
    public boolean queues() {
        return !queueing.equals("off") && !queueing.equals("-");
    }
}
