// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Every call to the host, in the order in which the calls ended. Thread-safe. */
public final class Transcript {
    /**
     * A call that ended.
     *
     * @param nanos simulated time of its end
     * @param outcome what came of it, in a few words
     */
    public record Line(long nanos, Call call, String outcome) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%12.6f ", nanos / 1e9) + call + " -> " + outcome;
        }
    }

    private final int most;
    private final Deque<Line> lines = new ArrayDeque<>();

    /**
     * @param most how many lines are kept; the oldest go first
     */
    public Transcript(int most) {
        this.most = most;
    }

    synchronized void add(Line line) {
        if (lines.size() == most) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    /** All lines, oldest first. */
    public synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    /** All lines as text. */
    public String text() {
        return lines().stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return text();
    }
}
