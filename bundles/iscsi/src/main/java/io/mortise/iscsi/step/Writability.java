// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.Blockdev;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Step;

/** Lets what was there before an attach that made it read-only be written to again. */
public final class Writability {
    /** The disk of a step. */
    public static final String DISK = "disk";

    /** The map on it. */
    public static final String MAP = "map";

    private static final String NOTE = "writable";

    private final Host host;
    private final Deadline deadline;

    Writability(Host host, Deadline deadline) {
        this.host = host;
        this.deadline = deadline;
    }

    /**
     * The same disk from before, to be given back with it, or the map on it, writable.
     *
     * @param what {@link #DISK} or {@link #MAP}
     */
    public static Step note(Step disk, String what) {
        return disk.noting(NOTE, what);
    }

    private static boolean noted(Step disk, String what) {
        return what.equals(disk.notes().get(NOTE));
    }

    /**
     * Gives a disk, or the map on it, back as it was.
     *
     * @throws VolumeException HOST_FAILED if it stays read-only
     */
    void giveBack(Step step, Disk disk) {
        if (noted(step, DISK)) {
            set(disk.name());
        } else if (noted(step, MAP)) {
            new MultipathDevices(host).holding(disk.name()).ifPresent(map -> set(map.device()));
        }
    }

    private void set(String name) {
        var disks = new Disks(host);
        if (!disks.readOnly(name)) {
            return;
        }
        CommandResult result = new Blockdev(host).setWritable("/dev/" + name, deadline);
        if (disks.readOnly(name)) {
            throw VolumeException.passing(
                    Reason.HOST_FAILED,
                    name
                            + ", which was there before, could not be made writable again: "
                            + result.describe(),
                    "See the kernel's log; it can be made so with blockdev --setrw.");
        }
    }
}
