// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell;

import java.util.Locale;

/** Sizes as people read them. */
final class Size {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Size() {}

    static String of(long bytes) {
        int unit = 0;
        double size = bytes;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return size == Math.rint(size)
                ? String.format(Locale.ROOT, "%.0f %s", size, UNITS[unit])
                : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }
}
