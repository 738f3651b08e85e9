// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertEquals;

import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;

/** Each wait for the rest is over at once, as after a pause of the JVM; then something comes. */
public class DrainsTest {
    private final LinuxTasks real = new LinuxTasks(Duration.ofSeconds(30));
    private final Pipe pipe = new Pipe();

    @After
    public void close() {
        pipe.end();
        real.close();
    }

    private Drains drains(Runnable afterEachWait) {
        return new Drains(
                new Paused(real, afterEachWait), "it", pipe, InputStream.nullInputStream());
    }

    @Test
    public void whatIsInThePipeStillWhenTheFirstWaitIsOverBelongsToTheOutput() {
        var drains = drains(pipe.once(() -> pipe.write("all", true)));
        drains.finish();
        assertEquals("all", drains.out());
    }

    @Test
    public void ofOneThatGoesOnAndOnTheOutputIsCut() {
        var drains = drains(() -> pipe.write("x", false));
        drains.finish();
        assertEquals("xxxxx" + CommandResult.CUT, drains.out());
    }

    @Test
    public void ofOneThatIsOpenWithNothingNewTheOutputIsWhole() {
        var drains = drains(pipe.once(() -> pipe.write("started", false)));
        drains.finish();
        assertEquals("started", drains.out());
    }

    /** A byte at a time is read; a write returns when it has been taken. */
    private static final class Pipe extends InputStream {
        private static final int END = -1;

        private final LinkedBlockingQueue<Integer> bytes = new LinkedBlockingQueue<>();
        private final Semaphore asked = new Semaphore(0);
        private boolean written;

        @Override
        public int read() {
            throw new UnsupportedOperationException("by the chunk");
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            asked.release();
            try {
                int next = bytes.take();
                into[offset] = (byte) next;
                return next == END ? END : 1;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Returns when all of it is kept: then more is asked for. */
        void write(String text, boolean last) {
            asked.acquireUninterruptibly();
            for (char one : text.toCharArray()) {
                bytes.add((int) one);
                asked.acquireUninterruptibly();
            }
            if (last) {
                end();
            }
            asked.release();
        }

        void end() {
            bytes.add(END);
        }

        Runnable once(Runnable body) {
            return () -> {
                if (!written) {
                    written = true;
                    body.run();
                }
            };
        }
    }

    /** Where time is up at once, until the stream has ended. */
    private record Paused(Tasks tasks, Runnable afterEachWait) implements Tasks {
        @Override
        public boolean await(Signal signal, long seen, Deadline deadline) {
            afterEachWait.run();
            return signal.count() > seen;
        }

        @Override
        public long nanos() {
            return tasks.nanos();
        }

        @Override
        public Instant now() {
            return tasks.now();
        }

        @Override
        public long random() {
            return tasks.random();
        }

        @Override
        public Signal signal(String name) {
            return tasks.signal(name);
        }

        @Override
        public <T> T atomically(Supplier<T> body) {
            return tasks.atomically(body);
        }

        @Override
        public void start(String name, TaskKind kind, Runnable body) {
            tasks.start(name, kind, body);
        }
    }
}
