// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.host.LocalSocket;
import io.mortise.host.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.After;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

public class AbstractSocketsTest {
    private final LinuxTasks tasks = new LinuxTasks(Duration.ofSeconds(30));
    private final Deadline ample = tasks.deadline(Duration.ofSeconds(30));
    private final AbstractSockets sockets = new AbstractSockets();
    private final String name = "/mortise/test/" + UUID.randomUUID();

    private Optional<AbstractListener> listener = Optional.empty();

    @After
    public void close() {
        listener.ifPresent(AbstractListener::close);
        tasks.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Kind kind(ThrowingRunnable body) {
        return assertThrows(HostFailure.class, body).kind();
    }

    @Test
    public void whatIsSentArrivesAndTheAnswerComesBack() throws Exception {
        try (var listener = new AbstractListener(name, 1);
                LocalSocket socket = sockets.connect(name, ample);
                Descriptor peer = listener.accept()) {
            socket.send(bytes("show daemon\0"));
            byte[] question = new byte[64];
            assertEquals(12, peer.read(question));
            assertEquals("show daemon\0", new String(question, 0, 12, StandardCharsets.UTF_8));
            peer.writeAll(bytes("pid 1"));
            peer.writeAll(bytes("2 idle"));
            assertArrayEquals(bytes("pid 12"), socket.receive(6));
            assertArrayEquals(bytes(" idle"), socket.receive(5));
            assertEquals(0, socket.receive(0).length);
        }
    }

    @Test
    public void moreThanTheKernelBuffersIsSentWhileThePeerReads() throws Exception {
        byte[] much = new byte[4 << 20];
        Arrays.fill(much, (byte) 7);
        try (var listener = new AbstractListener(name, 1);
                LocalSocket socket = sockets.connect(name, ample);
                Descriptor peer = listener.accept()) {
            Task<Boolean> sending =
                    tasks.fork(
                            "send",
                            () -> {
                                socket.send(much);
                                return true;
                            });
            int got = 0;
            byte[] part = new byte[1 << 16];
            while (got < much.length) {
                got += peer.read(part);
            }
            assertTrue(sending.join(ample));
            assertTrue(sending.result().orElseThrow());
        }
    }

    @Test
    public void whereNobodyListensIsUnavailable() {
        assertEquals(Kind.UNAVAILABLE, kind(() -> sockets.connect(name, ample)));
    }

    @Test
    public void aPeerThatClosesInTheMiddleGarblesTheAnswer() throws Exception {
        try (var listener = new AbstractListener(name, 1);
                LocalSocket socket = sockets.connect(name, ample)) {
            try (Descriptor peer = listener.accept()) {
                peer.writeAll(bytes("abc"));
            }
            assertEquals(Kind.GARBLED, kind(() -> socket.receive(4)));
            assertEquals(Kind.IO, kind(() -> socket.send(bytes("x"))));
        }
    }

    @Test
    public void aPeerThatSaysNothingTimesOut() throws Exception {
        listener = Optional.of(new AbstractListener(name, 1));
        Deadline deadline = Deadline.never(tasks);
        LocalSocket socket = sockets.connect(name, deadline);
        deadline.expire();
        assertEquals(Kind.TIMED_OUT, kind(() -> socket.receive(1)));
        assertEquals(
                Kind.TIMED_OUT,
                kind(
                        () -> {
                            while (true) {
                                socket.send(new byte[1 << 16]);
                            }
                        }));
        socket.close();
        socket.close();
        assertThrows(IllegalStateException.class, () -> socket.receive(1));
        assertEquals(Kind.TIMED_OUT, kind(() -> sockets.connect(name, deadline)));
    }

    @Test
    public void aListenerWithAFullQueueTimesOut() throws Exception {
        listener = Optional.of(new AbstractListener(name, 0));
        LocalSocket first = sockets.connect(name, ample);
        Deadline brief = tasks.deadline(Duration.ofMillis(5));
        assertEquals(Kind.TIMED_OUT, kind(() -> sockets.connect(name, brief)));
        first.close();
    }

    @Test
    public void aNameThatIsNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> sockets.connect("", ample));
        assertThrows(IllegalArgumentException.class, () -> sockets.connect("x".repeat(108), ample));
    }
}
