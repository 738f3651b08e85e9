// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.HostListener;
import io.mortise.api.PathState;
import io.mortise.host.Signal;
import io.mortise.host.Tasks;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

/**
 * Real threads, as a container has them, on the real clock: data races in engine, connector and
 * simulator. Bounded by work; nothing is said about time. {@code -Dmortise.stress.rounds=N} for how
 * often each thread attaches its volume.
 */
public class StressTest {
    private static final int ROUNDS = Integer.getInteger("mortise.stress.rounds", 1);
    private static final int VOLUMES = 4;
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    // a busy machine is no reason to give anything up
    private static final Map<String, String> PATIENT =
            Map.of("path.grace", "300", "attach.timeout", "600");

    private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger attached = new AtomicInteger();

    @Test
    public void manyThreadsAtOnceLeaveNothingBehindAndLoseNothing() throws InterruptedException {
        try (SimulatedHost simulated = SimulatedHost.paced(1)) {
            Fabric fabric = simulated.fabric();
            furnish(fabric);
            var listeners = List.of(new Listening(), new Listening());
            try (var mortise = new Mortise(simulated.host(), PATIENT)) {
                listeners.forEach(mortise::tell);
                together(
                        IntStream.rangeClosed(1, VOLUMES)
                                .<Runnable>mapToObj(lun -> () -> uses(fabric, mortise, lun))
                                .toList(),
                        List.of(() -> looks(mortise), () -> looks(mortise)));
                assertEquals(List.of(), List.copyOf(wrong));
                assertEquals(VOLUMES * ROUNDS, attached.get());
                assertEquals(List.of(), mortise.list());
                assertEquals(List.of(), mortise.sessions());
                assertEquals(List.of(), mortise.maps());
                for (Listening one : listeners) {
                    comesTrue(simulated, "told of the end", () -> one.last().isEmpty());
                }
            }
            assertEquals(List.of(), List.copyOf(wrong));
            comesTrue(simulated, "nothing left", () -> fabric.leftovers().isEmpty());
            assertEquals(List.of(), fabric.damage());
            assertEquals(List.of(), fabric.unknownCalls());
            assertEquals(List.of(), simulated.host().open());
        }
    }

    private static void furnish(Fabric fabric) {
        fabric.latencies(
                new Latencies(
                        MILLI, MILLI, MILLI, MILLI, MILLI, MILLI, MILLI, MILLI, MILLI, MILLI));
        var target = fabric.target(World.IQN);
        for (int lun = 1; lun <= VOLUMES; lun++) {
            target.lun(lun, fabric.volume("v" + lun, World.SIZE));
        }
        IntStream.range(0, World.PATHS).forEach(k -> target.portal(World.address(k)));
    }

    /** Until the first ones have ended, the others go on. */
    private void together(List<Runnable> first, List<Runnable> others) throws InterruptedException {
        var working = new AtomicInteger(first.size());
        List<Thread> threads = new ArrayList<>();
        first.forEach(
                body ->
                        threads.add(
                                new Thread(
                                        () -> {
                                            try {
                                                body.run();
                                            } finally {
                                                working.decrementAndGet();
                                            }
                                        })));
        others.forEach(
                body ->
                        threads.add(
                                new Thread(
                                        () -> {
                                            while (working.get() > 0) {
                                                body.run();
                                            }
                                        })));
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((t, why) -> wrong.add(why)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void uses(Fabric fabric, Mortise mortise, int lun) {
        for (int round = 0; round < ROUNDS; round++) {
            Attachment one = mortise.attach(World.lun(lun));
            assertEquals(one.toString(), AttachmentState.ATTACHED, one.state());
            assertEquals(
                    one.toString(),
                    Collections.nCopies(World.PATHS, PathState.ACTIVE),
                    World.states(one));
            attached.incrementAndGet();
            assertTrue(
                    "not listed: " + one,
                    mortise.list().stream().anyMatch(each -> each.id().equals(one.id())));
            if ((round + lun) % 2 == 0) {
                var volume = fabric.target(World.IQN).group(1).luns().get(lun);
                volume.resize(volume.bytes() + World.SIZE);
                mortise.connector().extend(one.id());
            } else {
                mortise.verify(one.id());
            }
            assertTrue(mortise.detach(one.id()).mayUnmap());
            assertTrue(
                    "still listed: " + one,
                    mortise.list().stream().noneMatch(each -> each.id().equals(one.id())));
        }
    }

    private void looks(Mortise mortise) {
        List<AttachmentId> ids = mortise.list().stream().map(Attachment::id).toList();
        assertEquals("twice: " + ids, new HashSet<>(ids).size(), ids.size());
        mortise.sessions();
        mortise.maps();
    }

    private static void comesTrue(SimulatedHost simulated, String what, BooleanSupplier condition) {
        Tasks tasks = simulated.host().tasks();
        Signal never = tasks.signal(what);
        Optional<Boolean> came =
                tasks.deadline(PATIENCE)
                        .await(
                                never,
                                MILLI,
                                () -> Optional.of(true).filter(yes -> condition.getAsBoolean()));
        assertTrue(what + ": " + simulated.fabric().leftovers(), came.isPresent());
    }

    /** Is told one thing after the other, never of something that has gone for good. */
    private final class Listening implements HostListener {
        private final AtomicInteger inside = new AtomicInteger();
        private final Set<AttachmentId> gone = new HashSet<>();
        private volatile List<Attachment> last = List.of();

        @Override
        public void attachments(List<Attachment> all) {
            if (inside.incrementAndGet() != 1) {
                wrong.add(new AssertionError("told twice at once"));
            }
            Set<AttachmentId> now = all.stream().map(Attachment::id).collect(Collectors.toSet());
            last.stream().map(Attachment::id).filter(id -> !now.contains(id)).forEach(gone::add);
            if (now.stream().anyMatch(gone::contains)) {
                wrong.add(new AssertionError("told of what had gone: " + all));
            }
            last = all;
            inside.decrementAndGet();
        }

        List<Attachment> last() {
            return last;
        }
    }
}
