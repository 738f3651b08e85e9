// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.Session;
import io.mortise.scsi.Disk;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;

/** Which disks on a session are those of the volume whose trail is walked back. */
final class OwnDisks {
    private OwnDisks() {}

    /**
     * Whether a disk on the session of a step is the volume's, also if it came late; one that was
     * there before, and stays, is not.
     */
    static boolean isOurs(Disk disk, Step step, Undo undo) {
        if (undo.staying().contains(disk.name())) {
            return false;
        }
        // a name alone says little: the kernel gives that of a deleted disk to the next
        return isAt(disk, step)
                || undo.disks().entrySet().stream()
                        .anyMatch(
                                found ->
                                        found.getValue().equals(disk.name())
                                                && isAt(disk, found.getKey()));
    }

    private static boolean isAt(Disk disk, Step step) {
        return IscsiSteps.path(step)
                .filter(p -> p.lun().number() == disk.address().lun())
                .isPresent();
    }

    /** Whether it is the volume's, and no one's else: it has to go before what it stands on may. */
    static boolean isOursAlone(Disk disk, Step step, Undo undo) {
        boolean shared =
                IscsiSteps.path(step)
                        .filter(p -> !undo.claimsOfOthers(IscsiSteps.disk(p)).isEmpty())
                        .isPresent();
        return isOurs(disk, step, undo) && !shared;
    }

    /** Whether a disk of the volume may still come on the session of a step, or is still going. */
    static boolean unsettled(Step step, Session session, DiskSearch search, Undo undo) {
        return IscsiSteps.path(step)
                .filter(p -> undo.claimsOfOthers(IscsiSteps.disk(p)).isEmpty())
                .filter(p -> search.unsettled(session, p.lun()))
                .isPresent();
    }
}
