// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.Test;

/**
 * Random work with faults on one host that lives long. {@code -Dmortise.soak.cycles=N} for how
 * much, {@code -Dmortise.soak.seed=S} for other work. What came of it is printed, and stands in
 * {@code target/soak.txt}.
 */
public class SoakTest {
    private static final int CYCLES = Integer.getInteger("mortise.soak.cycles", 40);
    private static final long SEED = Long.getLong("mortise.soak.seed", 1);
    // between the end of the first and that of the last tenth, both with nothing attached
    private static final long MOST_BYTES = 24L << 20;
    private static final long MOST_THREADS = 10;
    private static final long MOST_HANDLES = 20;

    /** What this process has. */
    private record Resources(long bytes, long threads, long handles) {
        static Resources now() {
            System.gc();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Resources(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                        running(),
                        open.count());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        // threads that carry no task end by themselves a few seconds later
        private static long running() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !thread.getName().equals("simulator idle"))
                    .count();
        }

        Resources since(Resources before) {
            return new Resources(
                    bytes - before.bytes, threads - before.threads, handles - before.handles);
        }

        boolean within() {
            return bytes <= MOST_BYTES && threads <= MOST_THREADS && handles <= MOST_HANDLES;
        }

        @Override
        public String toString() {
            return "%d KB of heap, %d threads, %d handles".formatted(bytes >> 10, threads, handles);
        }
    }

    @Test
    public void whateverHappensTheHostIsAsItWasInTheEnd() throws IOException {
        String told = "";
        try (var life = new SoakLife(SEED)) {
            try {
                int tenth = Math.max(1, CYCLES / 10);
                life.live(tenth);
                Resources early = Resources.now();
                life.live(CYCLES - tenth);
                Resources growth = Resources.now().since(early);
                told = life + "\nleftovers: 0, data mismatches: 0\ngrowth: " + growth + "\n";
                assertTrue(told, growth.within());
            } catch (AssertionError | RuntimeException wrong) {
                told =
                        life
                                + "\nended by: "
                                + Faulty.describe(wrong)
                                + "\nagain: mvn -f itests/stories/pom.xml test -Dtest=SoakTest"
                                + " -Dmortise.soak.seed="
                                + SEED
                                + " -Dmortise.soak.cycles="
                                + CYCLES
                                + "\n";
                wrong.addSuppressed(life.transcript());
                throw new AssertionError(told, wrong);
            } finally {
                Files.writeString(Path.of("target", "soak.txt"), told);
                SoakLife.tell(told);
            }
        }
    }
}
