// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import io.mortise.host.CommandResult;
import io.mortise.host.Commands;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.host.HostIdentity;
import io.mortise.host.HostNames;
import io.mortise.host.Inquiries;
import io.mortise.host.LocalSocket;
import io.mortise.host.LocalSockets;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import io.mortise.host.Uevents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A host whose files, or whose daemon's, programs' or resolver's answers, are the input. Time
 * stands still on it but for who waits, since nobody else is there; a task is done at once.
 */
public final class GivenHost implements Host, Tasks {
    private final byte[] answer;
    private final Input input;
    private final TreeFiles files;
    private long nanos;

    public GivenHost(byte[] data) {
        this.answer = data.clone();
        this.input = new Input(data);
        this.files = new TreeFiles(input);
    }

    /** A deadline that never comes. */
    public Deadline deadline() {
        return Deadline.never(this);
    }

    /** The files that were written, made or removed, whether they were there or not. */
    public List<String> touched() {
        return files.touched();
    }

    /** What was handed out of files that hold a secret. */
    public List<byte[]> privateBytes() {
        return files.privateBytes();
    }

    @Override
    public HostIdentity identity() {
        return new HostIdentity("given", "machine", "boot");
    }

    @Override
    public Tasks tasks() {
        return this;
    }

    @Override
    public HostFiles files() {
        return files;
    }

    @Override
    public LocalSockets sockets() {
        return (name, deadline) -> new Answering();
    }

    @Override
    public Commands commands() {
        String out = new String(answer, StandardCharsets.UTF_8);
        return (argv, deadline) ->
                new CommandResult(
                        argv, CommandResult.Ending.EXITED, 0, out, "", Duration.ofMillis(1));
    }

    @Override
    public Uevents uevents() {
        throw unasked();
    }

    @Override
    public Inquiries inquiries() {
        return null; // kept by those who only read files, and never used
    }

    /** {@code NAME=ADDRESS}. */
    @Override
    public HostNames names() {
        return (name, deadline) ->
                input.texts().stream()
                        .filter(part -> part.startsWith(name + "="))
                        .map(part -> part.substring(name.length() + 1))
                        .toList();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public long random() {
        return 0;
    }

    @Override
    public Signal signal(String name) {
        return new Signal() {
            private long count;

            @Override
            public long count() {
                return count;
            }

            @Override
            public void raise() {
                count++;
            }
        };
    }

    @Override
    public boolean await(Signal signal, long seen, Deadline deadline) {
        if (signal.count() <= seen) {
            if (!deadline.timed()) {
                throw unasked();
            }
            nanos = Math.max(nanos, deadline.at());
        }
        return signal.count() > seen;
    }

    @Override
    public <T> T atomically(Supplier<T> body) {
        return body.get();
    }

    @Override
    public void start(String name, TaskKind kind, Runnable body) {
        body.run();
    }

    private static UnsupportedOperationException unasked() {
        return new UnsupportedOperationException("no parser needs that");
    }

    /** Gives the input to whoever asks, as far as it goes. */
    private final class Answering implements LocalSocket {
        private int at;

        @Override
        public void send(byte[] bytes) {
            // any question has the same answer
        }

        @Override
        public byte[] receive(int count) {
            if (count > answer.length - at) {
                throw new HostFailure(
                        HostFailure.Kind.GARBLED, "receiving", "the peer closed before");
            }
            at += count;
            return Arrays.copyOfRange(answer, at - count, at);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
