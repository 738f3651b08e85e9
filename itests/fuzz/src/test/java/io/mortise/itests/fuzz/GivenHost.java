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
import java.util.function.Supplier;

/**
 * A host whose files, or whose daemon's or programs' answers, are the input. Time stands still on
 * it.
 */
public final class GivenHost implements Host, Tasks {
    private final byte[] answer;
    private final HostFiles files;

    public GivenHost(byte[] data) {
        this.answer = data.clone();
        this.files = new TreeFiles(new Input(data));
    }

    /** A deadline that never comes. */
    public Deadline deadline() {
        return Deadline.never(this);
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

    @Override
    public HostNames names() {
        throw unasked();
    }

    @Override
    public long nanos() {
        return 0;
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
            @Override
            public long count() {
                return 0;
            }

            @Override
            public void raise() {
                // nobody waits
            }
        };
    }

    @Override
    public boolean await(Signal signal, long seen, Deadline deadline) {
        throw unasked();
    }

    @Override
    public <T> T atomically(Supplier<T> body) {
        return body.get();
    }

    @Override
    public void start(String name, TaskKind kind, Runnable body) {
        throw unasked();
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
