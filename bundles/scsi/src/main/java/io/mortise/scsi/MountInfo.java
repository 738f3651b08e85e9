// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.host.HostFiles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The mounts of {@code /proc/self/mountinfo} (proc(5)). */
final class MountInfo {
    private static final int NUMBER = 2;
    private static final int POINT = 4;
    private static final int OPTIONAL_FIELDS = 6;

    private MountInfo() {}

    /**
     * @param number major:minor; of file systems that span devices, such as btrfs, it is none of a
     *     device
     * @param point where it is mounted
     * @param source the device as it was given to mount, or anything else
     */
    record Mount(String number, String point, String source) {
        /** Whether the number tells nothing, so that the source must be looked at. */
        boolean anonymous() {
            return number.startsWith("0:") && source.startsWith("/dev/");
        }
    }

    /** Those of a process; of containers a host may have thousands, more than fit in a text. */
    static List<Mount> of(HostFiles files, String process) {
        return files.readBytes(process + "/mountinfo")
                .map(bytes -> parse(new String(bytes, StandardCharsets.UTF_8)))
                .orElse(List.of());
    }

    static List<Mount> parse(String text) {
        return text.lines().flatMap(line -> mount(line).stream()).toList();
    }

    private static Optional<Mount> mount(String line) {
        String[] fields = line.split(" ");
        int dash = Arrays.asList(fields).indexOf("-");
        if (dash < OPTIONAL_FIELDS) {
            return Optional.empty();
        }
        String source = dash + 2 < fields.length ? OctalEscapes.undo(fields[dash + 2]) : "";
        return Optional.of(new Mount(fields[NUMBER], OctalEscapes.undo(fields[POINT]), source));
    }
}
