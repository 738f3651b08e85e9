// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.Uevent;
import java.util.function.Predicate;

/** Which notices tell of disks, maps and sessions. */
public final class BlockEvents {
    private BlockEvents() {}

    /** Any block device: disks, partitions, maps. */
    public static Predicate<Uevent> block() {
        return event -> event.subsystem().equals("block");
    }

    /** SCSI devices and hosts, and the disks on them. */
    public static Predicate<Uevent> disks() {
        return event ->
                event.subsystem().startsWith("scsi")
                        || event.subsystem().equals("block") && !event.name().startsWith("dm-");
    }

    /** Device-mapper devices. */
    public static Predicate<Uevent> maps() {
        return event -> event.subsystem().equals("block") && event.name().startsWith("dm-");
    }

    /** iSCSI sessions and connections. */
    public static Predicate<Uevent> sessions() {
        return event -> event.subsystem().startsWith("iscsi");
    }
}
