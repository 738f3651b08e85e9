// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.simulator.machine.Process;
import io.mortise.simulator.machine.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Test;

/** A container's threads on the simulated host: what they get, never how long it takes. */
public class PacedHostTest {
    private final SimulatedHost simulated = SimulatedHost.paced(1);
    private final Host host = simulated.host();

    @After
    public void close() {
        simulated.close();
    }

    @Test
    public void threadsFromOutsideCallTheHostAtOnce() throws InterruptedException {
        simulated.computer().inside(this::furnish);
        var wrong = new ConcurrentLinkedQueue<Throwable>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = "outside" + i;
            var thread = new Thread(() -> use(name), name);
            thread.setUncaughtExceptionHandler((t, thrown) -> wrong.add(thrown));
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(wrong));
        List<String> expected = IntStream.range(0, 6).mapToObj(i -> "outside" + i).toList();
        assertEquals(expected, host.files().list("/d"));
        assertTrue(simulated.transcript().text().contains("[outside3] replace /d/outside3"));
    }

    private boolean furnish() {
        simulated.computer().tree().directory("/d");
        simulated.computer().programs().install(new Greeter());
        return true;
    }

    private void use(String name) {
        for (int i = 0; i < 20; i++) {
            String text = name + i;
            host.files().replace("/d/" + name, "/d/." + name, text.getBytes(UTF_8));
            assertEquals(Optional.of(text), host.files().read("/d/" + name));
            var greeted = host.commands().run(List.of("greet", name), Deadline.never(host.tasks()));
            assertEquals("hello " + name, greeted.out());
        }
    }

    private static final class Greeter implements Program {
        @Override
        public String name() {
            return "greet";
        }

        @Override
        public int run(Process process) {
            process.pause(Duration.ofMillis(1));
            process.out("hello " + process.argv().get(1));
            return 0;
        }
    }
}
