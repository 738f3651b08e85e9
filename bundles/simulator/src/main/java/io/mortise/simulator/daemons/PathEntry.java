// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.Disk;
import java.util.Optional;

/** A path as multipathd knows it. */
final class PathEntry {
    /** What the checker found. */
    enum Check {
        UNDEF("undef"),
        READY("ready"),
        FAULTY("faulty"),
        PENDING("i/o pending");

        private final String text;

        Check(String text) {
            this.text = text;
        }
    }

    private final Disk disk;
    private String wwid;
    private Optional<MapEntry> map = Optional.empty();
    private Check check = Check.UNDEF;
    private int interval;
    private int tick;
    private boolean held;

    PathEntry(Disk disk, String wwid) {
        this.disk = disk;
        this.wwid = wwid;
    }

    Disk disk() {
        return disk;
    }

    String wwid() {
        return wwid;
    }

    void wwid(String changed) {
        wwid = changed;
    }

    Optional<MapEntry> map() {
        return map;
    }

    /** Puts it into a map, to be checked from now on. */
    void join(MapEntry joined, int firstInterval) {
        map = Optional.of(joined);
        interval = firstInterval;
        tick = firstInterval;
        check =
                switch (disk.answer()) {
                    case GOOD -> Check.READY;
                    case ERROR -> Check.FAULTY;
                    case NONE -> Check.PENDING;
                };
    }

    /** Takes it out of its map; it is no longer checked. */
    void leave() {
        map = Optional.empty();
        check = Check.UNDEF;
        held = false;
    }

    Check check() {
        return check;
    }

    void check(Check found, int next) {
        check = found;
        interval = next;
        tick = next;
    }

    int interval() {
        return interval;
    }

    int tick() {
        return tick;
    }

    /** One second passed; whether it is time to look. */
    boolean due() {
        tick--;
        return tick <= 0;
    }

    void lookSoon() {
        tick = 1;
    }

    /** Whether an administrator failed it, so that it is not reinstated by itself. */
    boolean held() {
        return held;
    }

    void held(boolean byHand) {
        held = byHand;
    }

    /** {@code chk_st}. */
    String checkText() {
        return check.text;
    }

    /** {@code dm_st}. */
    String mapState() {
        return map.map(m -> m.device().active(disk) ? "active" : "failed").orElse("undef");
    }

    /** {@code dev_st}. */
    String deviceState() {
        return map.isPresent() ? "running" : "unknown";
    }
}
