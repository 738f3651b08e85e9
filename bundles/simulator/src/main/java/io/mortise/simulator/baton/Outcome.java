// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** What came of a body that a thread outside waits for. */
final class Outcome<T> {
    private final CountDownLatch known = new CountDownLatch(1);
    // written before the latch opens, read after; the first word counts
    private Optional<T> value = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    void of(Supplier<T> body) {
        try {
            settle(Optional.ofNullable(body.get()), Optional.empty());
        } catch (Unwound unwound) {
            throw unwound;
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    void fail(Throwable thrown) {
        settle(Optional.empty(), Optional.of(thrown));
    }

    private synchronized void settle(Optional<T> result, Optional<Throwable> thrown) {
        if (value.isEmpty() && failure.isEmpty()) {
            value = result;
            failure = thrown;
        }
    }

    /** Lets the thread outside go on. */
    void publish() {
        known.countDown();
    }

    Optional<T> get() {
        boolean interrupted = false;
        while (known.getCount() > 0) {
            try {
                known.await();
            } catch (InterruptedException e) {
                interrupted = true; // the body ends by itself; the flag is kept
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (failure.isPresent()) {
                throw Thrown.unchecked(failure.get());
            }
            return value;
        }
    }
}
