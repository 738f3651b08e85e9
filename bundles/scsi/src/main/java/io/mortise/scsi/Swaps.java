// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import java.util.List;

/** The swap areas of {@code /proc/swaps} (proc(5)). */
final class Swaps {
    private Swaps() {}

    /** The paths of areas on block devices. */
    static List<String> parse(String text) {
        return text.lines()
                .skip(1)
                .map(line -> line.split("\\s+"))
                .filter(fields -> fields.length > 1 && fields[1].equals("partition"))
                .map(fields -> OctalEscapes.undo(fields[0]))
                .toList();
    }
}
