// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.DmDevice;
import java.util.ArrayList;
import java.util.List;

/** A map as multipathd knows it. */
final class MapEntry {
    private final DmDevice device;
    private final String wwid;
    private final String retries;
    private final List<PathEntry> paths = new ArrayList<>();
    private boolean waiting;
    private boolean queueingStopped;
    private boolean recovering;
    private int secondsLeft;
    private int loads = 1;
    private int faults;
    private int failures;
    private int queuedSeconds;
    private int queueTimeouts;

    MapEntry(DmDevice device, String wwid, String noPathRetry) {
        this.device = device;
        this.wwid = wwid;
        this.retries = noPathRetry.matches("[0-9]+") ? noPathRetry + " chk" : "on";
    }

    /** How it queues without a path, as long as it has one. */
    String retries() {
        return retries;
    }

    DmDevice device() {
        return device;
    }

    String wwid() {
        return wwid;
    }

    /** Its paths, in the order they joined. */
    List<PathEntry> paths() {
        return paths;
    }

    /** Whether udev has not worked through its first "change" yet; until then nothing joins. */
    boolean waiting() {
        return waiting;
    }

    void waiting(boolean forUdev) {
        waiting = forUdev;
    }

    /** Whether an administrator stopped queueing. */
    boolean queueingStopped() {
        return queueingStopped;
    }

    void queueingStopped(boolean stopped) {
        queueingStopped = stopped;
    }

    boolean recovering() {
        return recovering;
    }

    /** There is no path left: it queues for so long. */
    void recover(int seconds) {
        recovering = true;
        secondsLeft = seconds;
        failures++;
        queueTimeouts++;
    }

    void recovered() {
        recovering = false;
        secondsLeft = 0;
    }

    /** One second passed without a path; whether queueing ends now. */
    boolean queuedLongEnough() {
        queuedSeconds++;
        secondsLeft--;
        return secondsLeft == 0;
    }

    int secondsLeft() {
        return secondsLeft;
    }

    void loaded() {
        loads++;
    }

    void pathFailed() {
        faults++;
    }

    int loads() {
        return loads;
    }

    int faults() {
        return faults;
    }

    int failures() {
        return failures;
    }

    int queuedSeconds() {
        return queuedSeconds;
    }

    int queueTimeouts() {
        return queueTimeouts;
    }
}
