// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.host.Host;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Flush;
import io.mortise.spi.Rigor;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.Optional;

/** Brings unwritten data to a disk that was handed out without a map above it. */
final class DiskFlush {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final String MEND =
            "%s and detach again, or detach by force and lose what is unwritten.";

    private final Host host;
    private final IscsiSettings settings;
    private final Undo undo;

    DiskFlush(Host host, IscsiSettings settings, Undo undo) {
        this.host = host;
        this.settings = settings;
        this.undo = undo;
    }

    /**
     * Flushes what is proven to be the volume; nothing is written to what does not say what it is.
     *
     * @param live what the disk answers now
     */
    void flush(Disk disk, IscsiPath path, Optional<Wwid> live) {
        try {
            String what = disk + " of " + path;
            String state = new Disks(host).state(disk);
            if (!state.equals("running")) {
                throw unusable(what + " is " + state);
            }
            if (!live.equals(undo.wwid())) {
                throw unusable(what + " does not answer which volume it is");
            }
            new Flush(host, settings.flushAttempts(), settings.flushTimeout(), FIRST_PAUSE)
                    .run(disk.name(), what, MEND.formatted("See to the path"), undo.deadline());
        } catch (VolumeException failure) {
            if (undo.rigor() == Rigor.SAFE) {
                throw failure;
            }
            giveUp(path, failure.getMessage());
        }
    }

    /** Says that unwritten data is lost. */
    void giveUp(IscsiPath path, String why) {
        undo.mayBeLost("data not yet written to " + path + ": " + why);
    }

    private static VolumeException unusable(String message) {
        return VolumeException.passing(
                Reason.NO_USABLE_PATH, message, MEND.formatted("Mend the path"));
    }
}
