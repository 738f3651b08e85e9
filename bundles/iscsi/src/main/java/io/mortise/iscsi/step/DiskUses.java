// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Uses;
import io.mortise.scsi.Uses.Everywhere;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.Set;

/** Who uses a disk that is to be deleted. Used by one task. */
final class DiskUses {
    private static final Duration PROGRAMS = Duration.ofSeconds(30);
    private static final Duration PASSING = Duration.ofSeconds(3);
    private static final Duration MOMENT = Duration.ofMillis(300);

    private final Host host;
    private final Undo undo;

    DiskUses(Host host, Undo undo) {
        this.host = host;
        this.undo = undo;
    }

    /** What stands on it: mounts, swap, block devices. */
    Everywhere above(Disk disk, Set<String> expected) {
        return new Everywhere(new Uses(host).of(disk.name(), expected), true);
    }

    /**
     * That, and programs. Those that udev starts once the disk was closed come and go, so only what
     * is seen twice counts.
     */
    Everywhere everywhere(Disk disk, Set<String> expected) {
        Everywhere found = once(disk, expected);
        Deadline passing = undo.deadline().atMost(PASSING);
        while (!found.none() && !passing.passed()) {
            Signal never = host.tasks().signal("who has " + disk + " open goes");
            host.tasks().await(never, never.count(), passing.atMost(MOMENT));
            Everywhere again = once(disk, expected);
            if (again.uses().stream().anyMatch(found.uses()::contains)) {
                return again;
            }
            found = again;
        }
        return found;
    }

    private Everywhere once(Disk disk, Set<String> expected) {
        return new Uses(host).everywhere(disk.name(), expected, undo.deadline().atMost(PROGRAMS));
    }
}
