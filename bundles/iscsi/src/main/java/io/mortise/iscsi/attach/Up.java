// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.SerialNumber;
import io.mortise.api.Wwid;
import io.mortise.scsi.Disk;
import java.util.Optional;

/**
 * A path that is up.
 *
 * @param path which
 * @param disk its disk
 * @param wwid the identity of the disk; empty if it states none
 * @param serial its serial number; empty unless it was asked for
 */
record Up(IscsiPath path, Disk disk, Optional<Wwid> wwid, Optional<SerialNumber> serial) {
    boolean leadsTo(Wwid volume) {
        return wwid.equals(Optional.of(volume));
    }
}
