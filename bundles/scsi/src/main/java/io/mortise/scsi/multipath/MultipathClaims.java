// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.host.Host;
import io.mortise.scsi.UdevRecords;
import java.util.Optional;

/**
 * Which disks udev has marked as paths of a map, so that nothing else takes them: those whose WWID
 * multipath knows from an earlier map, or by {@code find_multipaths}. With {@code no} udev marks a
 * disk only after multipathd took it, so see {@link MultipathDaemon#takesEveryDisk} too.
 * Thread-safe.
 */
public final class MultipathClaims {
    private static final String MARK = "E:DM_MULTIPATH_DEVICE_PATH=";

    private final UdevRecords records;

    public MultipathClaims(Host host) {
        this.records = new UdevRecords(host.files());
    }

    /** Whether a disk ({@code sdX}) is marked; empty while udev is not through with it. */
    public Optional<Boolean> claimed(String disk) {
        return records.of(disk)
                .filter(record -> record.lines().anyMatch(line -> line.startsWith("I:")))
                .map(record -> record.lines().anyMatch((MARK + "1")::equals));
    }
}
