// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Signal;
import io.mortise.host.Written;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.scsi.UdevRecords;
import java.time.Duration;
import java.util.Optional;

/**
 * Has the kernel and udev look anew at a disk that they take for a volume which is no longer behind
 * it. A rescan alone is not enough: unless the size has changed the kernel tells nobody (seen on
 * 6.1), udev keeps the old identity, and multipathd goes by udev. Thread-safe.
 */
public final class SecondLook {
    private static final Duration BEAT = Duration.ofMillis(50);

    private final Host host;

    public SecondLook(Host host) {
        this.host = host;
    }

    /**
     * For disks that nothing stands on.
     *
     * @param wrong what it is taken for
     * @return whether neither kernel nor udev takes it for that any more
     */
    public boolean at(Disk disk, Wwid wrong, Deadline deadline) {
        var disks = new Disks(host);
        Optional<Wwid> taken = Optional.of(wrong);
        if (disks.rescan(disk, deadline) != Written.DONE
                || new Identity(host).remembered(disk).equals(taken)
                || disks.announce(disk, deadline) != Written.DONE) {
            return !disks.present(disk);
        }
        var udev = new UdevRecords(host.files());
        Signal never = host.tasks().signal("udev's second look at " + disk.name());
        return deadline.await(
                        never,
                        BEAT,
                        () ->
                                Optional.of(true)
                                        .filter(
                                                yes ->
                                                        !udev.identity(disk.name())
                                                                .equals(Optional.of(wrong.text()))))
                .isPresent();
    }
}
