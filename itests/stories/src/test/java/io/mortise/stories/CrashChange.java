// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import io.mortise.simulator.fabric.Volume;
import java.util.stream.IntStream;

/** What happens between the death of a JVM and the recovery by the next. */
enum CrashChange {
    NONE,
    /** The next one dies, too, while it recovers. */
    ANOTHER_CRASH,
    REBOOT,
    LUN_GONE,
    /** The LUN number means another volume. */
    LUN_OTHER,
    PORTAL_GONE,
    ALL_PORTALS_GONE,
    /** The engine starts without the connector. */
    CONNECTOR_LATE,
    /** A trail is cut off somewhere. */
    TRAIL_CUT,
    /** A bit of a trail is wrong. */
    TRAIL_FLIPPED;

    /** Breaks what it breaks of the network. */
    void breaks(World world) {
        switch (this) {
            case LUN_GONE -> world.target().removeLun(1);
            case LUN_OTHER -> world.target().lun(1, world.fabric().volume("other", World.SIZE));
            case PORTAL_GONE -> world.portal(1).cut();
            case ALL_PORTALS_GONE -> portals().forEach(k -> world.portal(k).cut());
            default -> throw new IllegalStateException("does not change the network: " + this);
        }
    }

    /** Mends it. */
    void mends(World world) {
        switch (this) {
            case LUN_GONE, LUN_OTHER -> world.target().lun(1, data(world));
            case PORTAL_GONE, ALL_PORTALS_GONE -> portals().forEach(k -> world.portal(k).mend());
            default -> throw new IllegalStateException("does not change the network: " + this);
        }
    }

    // it may have grown
    private static Volume data(World world) {
        return world.fabric().volumes().stream()
                .filter(volume -> volume.name().equals("data"))
                .findFirst()
                .orElseThrow();
    }

    private static IntStream portals() {
        return IntStream.range(0, World.PATHS);
    }
}
