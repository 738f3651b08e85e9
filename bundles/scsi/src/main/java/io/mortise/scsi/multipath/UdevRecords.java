// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.host.HostFiles;
import java.util.Optional;

/**
 * What udev has found out about a disk: the file that it leaves below {@code /run/udev/data} once
 * its rules for the disk are through, and that multipathd reads a path's identity from.
 */
final class UdevRecords {
    private static final String SERIAL = "E:ID_SERIAL=";

    private final HostFiles files;

    UdevRecords(HostFiles files) {
        this.files = files;
    }

    /** The identity in udev's words; empty while its rules are not through, or found none. */
    Optional<String> identity(String disk) {
        return of(disk).flatMap(UdevRecords::serial);
    }

    /** The whole record; empty while its rules are not through. */
    Optional<String> of(String disk) {
        return files.read("/sys/class/block/" + disk + "/dev")
                .flatMap(number -> files.read("/run/udev/data/b" + number.strip()));
    }

    static Optional<String> serial(String record) {
        return record.lines()
                .filter(line -> line.startsWith(SERIAL))
                .map(line -> line.substring(SERIAL.length()))
                .findFirst();
    }
}
