// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that carry tasks. Stories share one set, so that thousands of short ones stay cheap. */
final class Carriers {
    private static final Carriers OF_STORIES = new Carriers(5);

    private final ThreadPoolExecutor threads;

    private Carriers(long idleSeconds) {
        threads =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        idleSeconds,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Carriers::thread);
    }

    static Carriers ofStories() {
        return OF_STORIES;
    }

    static Carriers own() {
        return new Carriers(5);
    }

    private static Thread thread(Runnable body) {
        var thread = new Thread(body, "simulator idle");
        thread.setDaemon(true);
        thread.setContextClassLoader(Carriers.class.getClassLoader());
        return thread;
    }

    void carry(String name, Runnable body) {
        threads.execute(
                () -> {
                    Thread self = Thread.currentThread();
                    self.setName("simulator " + name);
                    try {
                        body.run();
                    } finally {
                        self.setName("simulator idle");
                        Thread.interrupted(); // must not reach the next task on this thread
                    }
                });
    }

    /** Takes no more; the set that stories share stays. */
    void end() {
        if (this != OF_STORIES) {
            threads.shutdown();
        }
    }
}
