// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentId;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks that wait for late paths, by attachment: at most one each. Whoever takes an attachment
 * apart, under its locks, cancels its task first. Thread-safe.
 */
public final class LateWork {
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final Tasks tasks;
    private final Runnable hint;
    // guarded by tasks.atomically
    private final Map<AttachmentId, UnderWay> underWay = new HashMap<>();

    /**
     * @param hint called at the end of each: what it left open is to be looked for
     */
    public LateWork(Tasks tasks, Runnable hint) {
        this.tasks = tasks;
        this.hint = hint;
    }

    private record UnderWay(Deadline deadline, Signal ended, boolean taken) {}

    /**
     * Starts it; where no thread is to be had, that is thrown, and nothing has begun.
     *
     * @param deadline whose expiry ends it early
     */
    void start(AttachmentId id, Deadline deadline, Runnable body) {
        var work = new UnderWay(deadline, tasks.signal("late paths of " + id), false);
        tasks.atomically(() -> underWay.put(id, work));
        try {
            tasks.fork(
                    "late paths of " + id,
                    () -> {
                        try {
                            body.run();
                        } finally {
                            end(id, work);
                        }
                        return true;
                    });
        } catch (RuntimeException noThread) {
            end(id, work);
            throw noThread;
        }
    }

    private void end(AttachmentId id, UnderWay work) {
        tasks.atomically(() -> Optional.ofNullable(underWay.remove(id)));
        work.ended().raise();
        hint.run();
    }

    /** Whether paths of it are still waited for. */
    public boolean isUnderWay(AttachmentId id) {
        return one(id).isPresent();
    }

    /** Whether whoever cancelled it takes care of what was open. */
    boolean isTaken(AttachmentId id) {
        return one(id).filter(UnderWay::taken).isPresent();
    }

    private Optional<UnderWay> one(AttachmentId id) {
        return tasks.atomically(() -> Optional.ofNullable(underWay.get(id)));
    }

    /**
     * Waits for its own end.
     *
     * @throws VolumeException BUSY if it did not end by the deadline
     */
    void await(AttachmentId id, Deadline deadline) {
        Optional<UnderWay> one = one(id);
        if (one.isPresent() && !ended(one.get(), deadline)) {
            throw busy(id);
        }
    }

    /**
     * Cancels it, waits for its end, and takes over what was open then.
     *
     * @throws VolumeException BUSY if it did not end by the deadline; then it takes care of what is
     *     open itself
     */
    void take(AttachmentId id, Deadline deadline) {
        Optional<UnderWay> one = mark(id, true);
        one.ifPresent(work -> work.deadline().expire());
        if (one.isPresent() && !ended(one.get(), deadline) && mark(id, false).isPresent()) {
            throw busy(id);
        }
    }

    private Optional<UnderWay> mark(AttachmentId id, boolean taken) {
        return tasks.atomically(
                () ->
                        Optional.ofNullable(
                                underWay.computeIfPresent(
                                        id,
                                        (i, work) ->
                                                new UnderWay(
                                                        work.deadline(), work.ended(), taken))));
    }

    private static VolumeException busy(AttachmentId id) {
        return VolumeException.passing(
                Reason.BUSY,
                "late paths of "
                        + id
                        + " are still being waited for: a login under way can't be cancelled",
                "Try again when the login's limit (login.timeout) has passed.");
    }

    private static boolean ended(UnderWay work, Deadline deadline) {
        return deadline.await(
                        work.ended(),
                        BEAT,
                        () -> Optional.of(true).filter(yes -> work.ended().count() > 0))
                .isPresent();
    }
}
