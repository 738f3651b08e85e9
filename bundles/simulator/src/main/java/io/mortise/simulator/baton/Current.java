// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.util.Optional;
import java.util.function.Supplier;

/** Which part in the baton the present thread has. */
final class Current {
    private final ThreadLocal<Runner> runner = new ThreadLocal<>();

    Optional<Runner> get() {
        return Optional.ofNullable(runner.get());
    }

    void as(Runner me, Runnable body) {
        having(
                me,
                () -> {
                    body.run();
                    return me;
                });
    }

    <T> T having(Runner me, Supplier<T> body) {
        Runner before = runner.get();
        runner.set(me);
        try {
            return body.get();
        } finally {
            if (before == null) {
                runner.remove();
            } else {
                runner.set(before);
            }
        }
    }
}
