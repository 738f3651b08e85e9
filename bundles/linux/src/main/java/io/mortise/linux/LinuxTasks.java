// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks as threads, waiting as parking. One monitor for all signals and atomic bodies: what is
 * waited for takes milliseconds, so waking a few waiters too many costs nothing that can be seen.
 * Thread-safe.
 */
final class LinuxTasks implements Tasks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxTasks.class);
    private static final String PREFIX = "mortise ";
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final long LONGEST_WAIT_MILLIS = Duration.ofHours(1).toMillis();

    private final Object monitor = new Object();
    private final SecureRandom random = new SecureRandom();
    private final Map<Thread, String> running = new ConcurrentHashMap<>();
    private final Duration patience;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    IDLE.toSeconds(),
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    LinuxTasks::thread);

    /**
     * @param patience how long closing waits for threads to end
     */
    LinuxTasks(Duration patience) {
        this.patience = patience;
    }

    // pooled threads outlive their first user, so they must not hold on to its class loader
    private static Thread thread(Runnable body) {
        var thread = new Thread(body, PREFIX + "idle");
        thread.setDaemon(true);
        thread.setContextClassLoader(LinuxTasks.class.getClassLoader());
        return thread;
    }

    /** The tasks that run in this JVM, whoever's, whose name begins so; also after a close. */
    static Map<Thread, String> everywhere(String beginning) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(PREFIX + beginning))
                .collect(
                        Collectors.toMap(
                                thread -> thread,
                                thread -> thread.getName().substring(PREFIX.length())));
    }

    /** Whether a thread still runs the task of that name. */
    static boolean runs(Thread thread, String name) {
        return thread.isAlive() && thread.getName().equals(PREFIX + name);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long random() {
        return random.nextLong();
    }

    @Override
    public Signal signal(String name) {
        return new Counted(name);
    }

    @Override
    public boolean await(Signal signal, long seen, Deadline deadline) {
        forbidInsideAtomically("wait for " + signal);
        boolean interrupted = false;
        try {
            synchronized (monitor) {
                while (signal.count() <= seen && !deadline.passed()) {
                    try {
                        monitor.wait(waitMillis(deadline));
                    } catch (InterruptedException e) {
                        // only a deadline ends a wait here; the flag is kept for whoever set it
                        interrupted = true;
                    }
                }
                return signal.count() > seen;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static long waitMillis(Deadline deadline) {
        long roundedUp = deadline.left().plusNanos(999_999).toMillis();
        return Math.max(1, Math.min(LONGEST_WAIT_MILLIS, roundedUp));
    }

    @Override
    public <T> T atomically(Supplier<T> body) {
        synchronized (monitor) {
            return body.get();
        }
    }

    @Override
    public void start(String name, TaskKind kind, Runnable body) {
        Objects.requireNonNull(kind, "kind"); // both are alike to real threads
        forbidInsideAtomically("start " + name);
        try {
            threads.execute(() -> run(name, body));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(
                    "task " + name + " not started: this host has been closed", e);
        } catch (OutOfMemoryError e) {
            // what a limit on threads (TasksMax, RLIMIT_NPROC) comes as: whoever asked can still
            // undo
            throw new HostFailure(
                    HostFailure.Kind.IO, "starting the task " + name, "" + e.getMessage());
        }
    }

    private void run(String name, Runnable body) {
        Thread self = Thread.currentThread();
        self.setName(PREFIX + name);
        running.put(self, name);
        try {
            body.run();
        } catch (Throwable thrown) {
            LOG.error("task {} ended by what it did not expect", name, thrown);
        } finally {
            running.remove(self);
            self.setName(PREFIX + "idle");
            Thread.interrupted(); // must not reach the next task on this thread
        }
    }

    // waiting would let other atomic bodies in, half way through this one
    private void forbidInsideAtomically(String what) {
        if (Thread.holdsLock(monitor)) {
            throw new IllegalStateException("an atomic body must not " + what);
        }
    }

    /** Takes no new task and waits a while for those under way; what hangs is named in the log. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "these tasks did not end within {} s and are left to themselves: {}",
                        patience.toSeconds(),
                        running.values());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Counted implements Signal {
        private final String name;
        // written under the monitor only
        private volatile long count;

        private Counted(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        @Override
        public long count() {
            return count;
        }

        @Override
        public void raise() {
            synchronized (monitor) {
                count = count + 1;
                monitor.notifyAll();
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
