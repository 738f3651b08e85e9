// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Test;

/**
 * Random work with faults on hosts that live long, one on each processor. What a life does follows
 * from its seed alone. What came of it is printed, and stands in {@code target/soak.txt}.
 */
public class SoakTest {
    private static final int CYCLES = Integer.getInteger("mortise.soak.cycles", 40);
    private static final long SEED = Long.getLong("mortise.soak.seed", 1);
    // the longest life; what is more goes to others, with the seeds that follow
    private static final int LIFE = Integer.getInteger("mortise.soak.life", 5000);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    // of each life, between the end of its first and that of its last tenth, with nothing attached
    private static final long MOST_BYTES = 16L << 20;
    private static final long MOST_THREADS = 10;
    private static final long MOST_HANDLES = 20;

    private final List<String> told = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

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

        boolean within(int lives) {
            return bytes <= MOST_BYTES * lives
                    && threads <= MOST_THREADS * lives
                    && handles <= MOST_HANDLES * lives;
        }

        @Override
        public String toString() {
            return "%d KB of heap, %d threads, %d handles".formatted(bytes >> 10, threads, handles);
        }
    }

    /** A life, and what ended it before its time. */
    private static final class Course implements AutoCloseable {
        private final SoakLife life;
        private final int cycles;
        private Optional<Throwable> ended = Optional.empty();

        Course(long seed, int cycles) {
            this.life = new SoakLife(seed);
            this.cycles = cycles;
        }

        int tenth() {
            return Math.max(1, cycles / 10);
        }

        void live(int many) {
            if (ended.isEmpty()) {
                try {
                    life.live(many);
                } catch (AssertionError | RuntimeException failure) {
                    ended = Optional.of(failure);
                }
            }
        }

        String failure(Throwable why) throws IOException {
            Path calls = Path.of("target", "soak-" + life.seed() + ".txt");
            Files.writeString(calls, life.transcript());
            return "seed %d ended by: %s%nits last calls: %s%nagain: mvn -f itests/stories/pom.xml"
                            .formatted(life.seed(), Faulty.describe(why), calls)
                    + " test -Dtest=SoakTest -Dmortise.soak.seed=%d -Dmortise.soak.cycles=%d%n"
                            .formatted(life.seed(), cycles);
        }

        @Override
        public void close() {
            life.close();
        }
    }

    @Test
    public void whateverHappensTheHostIsAsItWasInTheEnd() throws IOException {
        int lives = (CYCLES + LIFE - 1) / LIFE;
        for (int first = 0; first < lives; first += PROCESSORS) {
            var courses = new ArrayList<Course>();
            try {
                IntStream.range(first, Math.min(first + PROCESSORS, lives))
                        .mapToObj(k -> new Course(SEED + k, Math.min(LIFE, CYCLES - k * LIFE)))
                        .forEach(courses::add);
                together(courses);
            } finally {
                courses.forEach(Course::close);
            }
        }
        assertEquals("lives that went wrong", List.of(), wrong);
    }

    private void together(List<Course> courses) throws IOException {
        Parallel.each(courses, course -> course.live(course.tenth()));
        Resources early = Resources.now();
        Parallel.each(courses, course -> course.live(course.cycles - course.tenth()));
        Resources growth = Resources.now().since(early);
        for (Course course : courses) {
            tell(course.life.toString());
            if (course.ended.isPresent()) {
                fail(course.failure(course.ended.get()));
            }
        }
        if (courses.stream().allMatch(course -> course.ended.isEmpty())) {
            // a leftover or a mismatch ends a life
            tell("leftovers: 0, data mismatches: 0, growth: " + growth);
            if (!growth.within(courses.size())) {
                fail("grew: " + growth);
            }
        }
    }

    private void fail(String what) throws IOException {
        wrong.add(what);
        tell(what);
    }

    private void tell(String what) throws IOException {
        told.add(what);
        Files.write(Path.of("target", "soak.txt"), told);
        SoakLife.tell(what);
    }
}
