// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.VolumeException;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** Runs something on one trail as an operation of its own, while nobody else works on it. */
public final class OneTrail {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Parts parts;
    private final Supplier<Duration> timeout;

    public OneTrail(Parts parts, Supplier<Duration> timeout) {
        this.parts = parts;
        this.timeout = timeout;
    }

    /**
     * Runs it, if the trail is still there once its locks are had.
     *
     * @throws VolumeException BUSY, CANCELLED, or what the work throws
     */
    @SuppressWarnings("try") // locks are only to be closed
    public void run(LiveTrail trail, BiConsumer<LiveTrail, Deadline> work) {
        try (Gate.Pass pass = parts.gate().enter(trail.image().intent().protocol(), timeout.get());
                VolumeLocks volume =
                        VolumeLocks.hold(
                                parts.locks(),
                                trail.image().intent().volumeKeys(),
                                pass.deadline().atMost(PATIENCE))) {
            if (parts.ledger().find(trail.id()).isPresent()) {
                try (TrailLock running = TrailLock.hold(parts.ledger(), trail.id());
                        MDC.MDCCloseable mdc = MDC.putCloseable("attachment", trail.id().text())) {
                    work.accept(trail, pass.deadline());
                }
            }
        } catch (VolumeException ours) {
            throw ours;
        } catch (RuntimeException other) {
            throw Failures.of(other, "working on " + trail.id());
        }
    }
}
