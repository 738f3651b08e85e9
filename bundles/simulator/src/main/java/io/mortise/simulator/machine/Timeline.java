// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Signal;
import java.time.Duration;

/**
 * The machine's time. An event runs while nobody else does, in the order of (time, order of
 * planning); it must not wait: what takes time plans a further event.
 */
public interface Timeline {
    /** Nanoseconds since the machine was made; stands still while anybody can run. */
    long nanos();

    /**
     * Plans something that is under way: the simulated clock runs on for its sake.
     *
     * @param delay from now; zero or more
     * @param what for stacks and people: {@code "scan of host2"}
     */
    Planned after(Duration delay, String what, Runnable event);

    /**
     * Plans a beat of a daemon: it happens at its time, but time never passes for its sake alone.
     */
    Planned background(Duration delay, String what, Runnable event);

    /** A signal that programs can {@linkplain Process#await wait} for. */
    Signal signal(String name);

    /** An event to come. */
    interface Planned {
        /** Forgets it; harmless when it has happened. */
        void cancel();
    }
}
