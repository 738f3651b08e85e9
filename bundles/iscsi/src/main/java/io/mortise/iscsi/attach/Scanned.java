// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Hctl;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where an attach had the kernel scan. Thread-safe. */
final class Scanned {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration BEAT = Duration.ofMillis(25);

    private final Host host;
    private final Disks disks;
    // guarded by tasks.atomically
    private final Set<Hctl> addresses = new HashSet<>();

    Scanned(Host host) {
        this.host = host;
        this.disks = new Disks(host);
    }

    /** The kernel is asked to scan for a disk there. */
    void add(Hctl address) {
        host.tasks().atomically(() -> addresses.add(address));
    }

    /**
     * Waits until no disk comes there any more; where the kernel takes long, the step of the disk
     * waits for it.
     */
    void settle() {
        Set<Hctl> all = host.tasks().atomically(() -> Set.copyOf(addresses));
        host.tasks()
                .deadline(LONG)
                .await(
                        host.tasks().signal("scans that have not come to their end"),
                        BEAT,
                        () -> Optional.of(true).filter(yes -> all.stream().noneMatch(this::open)));
    }

    private boolean open(Hctl address) {
        try {
            return disks.mayCome(address);
        } catch (HostFailure unseen) {
            return true;
        }
    }
}
