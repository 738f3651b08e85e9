// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.SerialNumber;
import io.mortise.api.Wwid;
import io.mortise.iscsi.session.Session;
import io.mortise.scsi.Disk;
import java.util.Optional;

/**
 * A way to a volume as it is on the host: a session, and the disk of the volume's LUN on it.
 *
 * @param session the session
 * @param lun the volume's LUN there
 * @param disk its disk, if there is one
 * @param live what the disk answers now
 * @param remembered what it was found as
 * @param serial the serial number it answers now; empty unless that was asked for
 */
record LiveWay(
        Session session,
        Lun lun,
        Optional<Disk> disk,
        Optional<Wwid> live,
        Optional<Wwid> remembered,
        Optional<SerialNumber> serial) {
    // the kernel has larger ones, of further levels
    private static final long LAST_LUN = 32767;

    /** Whether the disk, by its own answer or else by what it was found as, is that volume. */
    boolean is(Wwid wwid) {
        return live.or(() -> remembered).equals(Optional.of(wwid));
    }

    IscsiPath path() {
        return new IscsiPath(
                session.name().portal(), session.name().target(), lun, session.name().iface());
    }

    /** The way to a disk; empty if its LUN is of a form that no volume of ours has. */
    static Optional<IscsiPath> path(Session session, Disk disk) {
        return Optional.of(disk.address().lun())
                .filter(lun -> Long.compareUnsigned(lun, LAST_LUN) <= 0)
                .map(
                        lun ->
                                new IscsiPath(
                                        session.name().portal(),
                                        session.name().target(),
                                        new Lun(lun.intValue()),
                                        session.name().iface()));
    }
}
