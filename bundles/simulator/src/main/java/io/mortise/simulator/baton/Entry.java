// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

/**
 * Something that happens at a moment of simulated time.
 *
 * @param nanos when
 * @param sequence order of planning, which decides among those of one moment
 * @param urgency whether time passes for its sake
 * @param place where the action runs
 * @param what for people
 */
record Entry(long nanos, long sequence, Urgency urgency, Place place, String what, Runnable action)
        implements Comparable<Entry> {
    /** Whether time passes for its sake. */
    enum Urgency {
        FOREGROUND,
        BACKGROUND
    }

    /** Where the action runs. */
    enum Place {
        /** Under the lock: it only makes a task able to run. */
        LOCKED,
        /** As the machine, which holds the baton meanwhile. */
        MACHINE
    }

    @Override
    public int compareTo(Entry other) {
        int byTime = Long.compare(nanos, other.nanos);
        return byTime == 0 ? Long.compare(sequence, other.sequence) : byTime;
    }
}
