// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one moment by which an operation, with all its steps, must be done. Handed down; a step that
 * has a limit of its own takes {@link #atMost}. Can be expired early, which ends every wait on it
 * and on what was derived from it. Thread-safe.
 */
public final class Deadline {
    private static final long FOREVER = Long.MAX_VALUE;
    private static final long SLOWER = 16;
    private static final long MOST_BEATS = 10;

    private final Tasks tasks;
    private final long at;
    private final Optional<Deadline> parent;
    private final Signal expired;

    private Deadline(Tasks tasks, long at, Optional<Deadline> parent) {
        this.tasks = tasks;
        this.at = at;
        this.parent = parent;
        this.expired = tasks.signal("deadline");
    }

    /** A deadline so long from now; at once if the duration is negative. */
    public static Deadline in(Tasks tasks, Duration fromNow) {
        Objects.requireNonNull(fromNow, "fromNow");
        return new Deadline(tasks, tasks.nanos() + fromNow.toNanos(), Optional.empty());
    }

    /** One that only {@link #expire} ends: for waiting on what has a deadline of its own. */
    public static Deadline never(Tasks tasks) {
        return new Deadline(tasks, FOREVER, Optional.empty());
    }

    /** The earlier of this and so long from now; expires with this. */
    public Deadline atMost(Duration limit) {
        long limited = tasks.nanos() + limit.toNanos();
        long earlier = at == FOREVER || limited - at < 0 ? limited : at;
        return new Deadline(tasks, earlier, Optional.of(this));
    }

    /** Whether there is a moment at all, or only {@link #expire}. */
    public boolean timed() {
        return at != FOREVER;
    }

    /** The moment on the clock of {@link Tasks#nanos()}; meaningless unless {@link #timed()}. */
    public long at() {
        return at;
    }

    /** What is left; zero once it has passed. */
    public Duration left() {
        if (isExpired()) {
            return Duration.ZERO;
        }
        if (at == FOREVER) {
            return Duration.ofNanos(FOREVER);
        }
        return Duration.ofNanos(Math.max(0, at - tasks.nanos()));
    }

    /** Whether the moment has come, or it was expired. */
    public boolean passed() {
        return left().isZero();
    }

    /** Whether it was ended early. */
    public boolean isExpired() {
        return expired.count() > 0 || parent.map(Deadline::isExpired).orElse(false);
    }

    /** Ends it now. */
    public void expire() {
        expired.raise();
    }

    /** The tasks whose clock it reads. */
    public Tasks tasks() {
        return tasks;
    }

    /**
     * The first answer of the probe: looks at once, then each time the signal is raised and at the
     * latest after each beat, since a signal is only a hint and may be lost; once more at the end.
     * What takes long is looked at less often: after a sixteenth of the time waited so far, but at
     * least every ten beats.
     */
    public <T> Optional<T> await(Signal signal, Duration beat, Supplier<Optional<T>> probe) {
        long begun = tasks.nanos();
        while (true) {
            long seen = signal.count();
            boolean last = passed();
            Optional<T> answer = probe.get();
            if (answer.isPresent() || last) {
                return answer;
            }
            tasks.await(signal, seen, atMost(pause(beat, tasks.nanos() - begun)));
        }
    }

    private static Duration pause(Duration beat, long waited) {
        Duration slower = Duration.ofNanos(waited / SLOWER);
        Duration most = beat.multipliedBy(MOST_BEATS);
        return slower.compareTo(beat) < 0 ? beat : slower.compareTo(most) < 0 ? slower : most;
    }
}
