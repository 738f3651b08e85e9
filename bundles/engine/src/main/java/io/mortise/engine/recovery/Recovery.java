// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.recovery;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.operations.OneTrail;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers all trails in the background, one run at a time; a request during a run has another one
 * follow. Thread-safe.
 */
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Duration BEAT = Duration.ofSeconds(1);
    // whoever works on it brings it to an end, else it is tried again
    private static final Set<Reason> STANDING_BACK = Set.of(Reason.BUSY, Reason.CANCELLED);

    private final Tasks tasks;
    private final Supplier<List<LiveTrail>> trails;
    private final OneTrail operation;
    private final Remedy remedy;
    private final Runnable hint;
    private final Signal ended;
    // all guarded by tasks.atomically
    private boolean running;
    private boolean again;
    private boolean missed;

    /**
     * @param trails those that may be acted on, or a VolumeException if they can't be learned
     * @param operation runs something on one trail, alone
     * @param hint called when a run could not begin
     */
    public Recovery(
            Tasks tasks,
            Supplier<List<LiveTrail>> trails,
            OneTrail operation,
            Remedy remedy,
            Runnable hint) {
        this.hint = hint;
        this.tasks = tasks;
        this.trails = trails;
        this.operation = operation;
        this.remedy = remedy;
        this.ended = tasks.signal("recovery");
    }

    /**
     * Has a run begin, or another one follow. Where no thread is to be had for it, {@link
     * #requestMissed} has it begin later.
     */
    public void request() {
        if (!begun()) {
            hint.run();
        }
    }

    /** Has a run begin that could not; whether that need not be tried again. */
    boolean requestMissed() {
        return !tasks.atomically(() -> missed) || begun();
    }

    private boolean begun() {
        boolean start =
                tasks.atomically(
                        () -> {
                            boolean idle = !running;
                            running = true;
                            again = !idle;
                            missed = false;
                            return idle;
                        });
        return !start || forked();
    }

    private boolean forked() {
        try {
            tasks.fork("recovery", this::runs);
            return true;
        } catch (RuntimeException noThread) {
            LOG.warn("recovery could not begin: {}", noThread.getMessage());
            tasks.atomically(
                    () -> {
                        running = false;
                        missed = true;
                        return true;
                    });
            ended.raise();
            return false;
        }
    }

    private boolean runs() {
        do {
            run();
        } while (more());
        ended.raise();
        return true;
    }

    private boolean more() {
        return tasks.atomically(
                () -> {
                    running = again;
                    again = false;
                    return running;
                });
    }

    /** Waits until no run is under way; false if the deadline passed before. */
    public boolean await(Deadline deadline) {
        return deadline.await(
                        ended,
                        BEAT,
                        () ->
                                tasks.atomically(() -> running)
                                        ? Optional.<Boolean>empty()
                                        : Optional.of(true))
                .isPresent();
    }

    private void run() {
        try {
            for (LiveTrail trail : trails.get()) {
                recover(trail);
            }
        } catch (RuntimeException | LinkageError failure) {
            LOG.warn("recovery did not come to its end", failure);
        }
    }

    /** Whether a trail was not brought to an end, unless somebody is at it now. */
    boolean isOpen(LiveTrail trail) {
        return remedy.isOpen(trail);
    }

    /** Does for one trail what it needs, unless somebody works on it. */
    void recover(LiveTrail trail) {
        if (!remedy.needed(trail)) {
            return;
        }
        try {
            operation.run(trail, remedy::apply);
        } catch (VolumeException failure) {
            if (STANDING_BACK.contains(failure.reason())) {
                return;
            }
            LOG.warn("{} was not recovered: {}", trail.id(), failure.describe());
        }
    }
}
