// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import io.mortise.simulator.baton.Entry.Place;
import io.mortise.simulator.baton.Entry.Urgency;
import java.util.Optional;
import java.util.TreeSet;

/** The one queue of (time, sequence). Guarded by the lock of the turns. */
final class Agenda {
    private final TreeSet<Entry> entries = new TreeSet<>();
    private long sequence;
    private int foreground;

    Entry add(long nanos, Urgency urgency, Place place, String what, Runnable action) {
        var entry = new Entry(nanos, sequence++, urgency, place, what, action);
        entries.add(entry);
        foreground += weight(entry);
        return entry;
    }

    void remove(Entry entry) {
        if (entries.remove(entry)) {
            foreground -= weight(entry);
        }
    }

    boolean has(Entry entry) {
        return entries.contains(entry);
    }

    Optional<Entry> first() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.first());
    }

    /** Whether anything is queued for the sake of which time passes. */
    boolean pressing() {
        return foreground > 0;
    }

    private static int weight(Entry entry) {
        return entry.urgency() == Urgency.FOREGROUND ? 1 : 0;
    }
}
