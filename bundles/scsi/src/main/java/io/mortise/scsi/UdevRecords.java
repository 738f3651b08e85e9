// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.HostFiles;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What udev has found out about a block device: the file that it leaves below {@code
 * /run/udev/data} once its rules for the device are through, and that multipathd reads a path's
 * identity from. Thread-safe.
 */
public final class UdevRecords {
    private static final String LINK = "S:";
    private static final String SERIAL = "E:ID_SERIAL=";

    private final HostFiles files;

    public UdevRecords(HostFiles files) {
        this.files = files;
    }

    /** The identity in udev's words; empty while its rules are not through, or found none. */
    public Optional<String> identity(String disk) {
        return of(disk).flatMap(UdevRecords::serial);
    }

    /** The whole record; empty while its rules are not through. */
    public Optional<String> of(String blockName) {
        return files.read("/sys/class/block/" + blockName + "/dev")
                .flatMap(number -> files.read("/run/udev/data/b" + number.strip()));
    }

    /** The links that udev makes for a device, as absolute paths, whichever device has them now. */
    Set<String> links(String blockName) {
        return of(blockName).map(UdevRecords::linksIn).orElse(Set.of());
    }

    static Set<String> linksIn(String record) {
        return record.lines()
                .filter(line -> line.startsWith(LINK))
                .map(line -> "/dev/" + line.substring(LINK.length()))
                .filter(link -> Stream.of(link.split("/")).noneMatch(".."::equals))
                .collect(Collectors.toSet());
    }

    /** What a record says the identity is. */
    public static Optional<String> serial(String record) {
        return record.lines()
                .filter(line -> line.startsWith(SERIAL))
                .map(line -> line.substring(SERIAL.length()))
                .findFirst();
    }
}
