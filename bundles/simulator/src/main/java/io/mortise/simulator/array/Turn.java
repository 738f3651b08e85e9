// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import java.util.function.Supplier;

/** Runs what touches the imagined world while nothing else does. May be nested. */
public interface Turn {
    /** Runs the body alone. */
    <T> T take(Supplier<T> body);

    /** Runs the body alone. */
    default void act(Runnable body) {
        take(
                () -> {
                    body.run();
                    return true;
                });
    }
}
