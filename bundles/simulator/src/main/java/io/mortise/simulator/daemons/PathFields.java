// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import java.util.Optional;

/** multipathd's wildcards for paths. */
final class PathFields {
    private static final int BAR = 10;
    private static final int PRIORITY = 50;

    private PathFields() {}

    static Optional<String> title(char wildcard) {
        return Optional.ofNullable(
                switch (wildcard) {
                    case 'd' -> "dev";
                    case 'D' -> "dev_t";
                    case 't' -> "dm_st";
                    case 'o' -> "dev_st";
                    case 'T' -> "chk_st";
                    case 'i' -> "hcil";
                    case 's' -> "vend/prod/rev";
                    case 'w' -> "uuid";
                    case 'm' -> "multipath";
                    case 'p' -> "pri";
                    case 'C' -> "next_check";
                    default -> null;
                });
    }

    static Optional<String> value(PathEntry path, char wildcard) {
        return Optional.ofNullable(
                switch (wildcard) {
                    case 'd' -> path.disk().name();
                    case 'D' -> path.disk().number();
                    case 't' -> path.mapState();
                    case 'o' -> path.deviceState();
                    case 'T' -> path.checkText();
                    case 'i' -> path.disk().address();
                    case 's' -> "LIO-ORG,IBLOCK";
                    case 'w' -> path.wwid();
                    case 'm' -> path.map().map(map -> map.device().name()).orElse("[orphan]");
                    case 'p' -> Integer.toString(priority(path));
                    case 'C' -> nextCheck(path);
                    default -> null;
                });
    }

    /** ALUA's: active/optimized. It was read when the path joined, and is kept. */
    static int priority(PathEntry path) {
        return path.map().isPresent() ? PRIORITY : -1;
    }

    private static String nextCheck(PathEntry path) {
        if (path.map().isEmpty()) {
            return "orphan";
        }
        int done = path.tick() * BAR / path.interval();
        return "X".repeat(done)
                + ".".repeat(Math.max(0, BAR - done))
                + " "
                + path.tick()
                + "/"
                + path.interval();
    }
}
