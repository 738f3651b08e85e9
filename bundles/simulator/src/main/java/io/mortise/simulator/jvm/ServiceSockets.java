// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.host.LocalSocket;
import io.mortise.host.LocalSockets;
import io.mortise.simulator.baton.Party;
import io.mortise.simulator.machine.Computer;
import io.mortise.simulator.machine.SocketEnd;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Connections to the daemons of the imagined computer. */
final class ServiceSockets implements LocalSockets {
    private static final Pattern TEXT = Pattern.compile("[ -~]{3,}");

    private final Gate gate;
    private final Handles handles;
    private final Computer computer;
    private final Party party;

    ServiceSockets(Gate gate, Handles handles, Computer computer, Party party) {
        this.gate = gate;
        this.handles = handles;
        this.computer = computer;
        this.party = party;
    }

    @Override
    public LocalSocket connect(String abstractName, Deadline deadline) {
        String doing = "connecting to @" + abstractName;
        Opened opened =
                gate.make(
                        Operation.of(
                                        Call.CONNECT,
                                        "@" + abstractName,
                                        () -> connected(abstractName, doing))
                                .by(
                                        deadline,
                                        () -> {
                                            throw new HostFailure(
                                                    Kind.TIMED_OUT, doing, "no answer in time");
                                        })
                                .dropping(connection -> connection.held().close())
                                .told(connection -> "connected"));
        return new Connected(abstractName, opened, deadline);
    }

    private Opened connected(String name, String doing) {
        return computer.services()
                .connect(name, party)
                .map(end -> new Opened(end, handles.keep("connection to @" + name, end::hangUp)))
                .orElseThrow(() -> new HostFailure(Kind.UNAVAILABLE, doing, "Connection refused"));
    }

    private record Opened(SocketEnd end, Held held) {}

    private final class Connected implements LocalSocket {
        private final String name;
        private final SocketEnd end;
        private final Held held;
        private final Deadline deadline;

        private Connected(String name, Opened opened, Deadline deadline) {
            this.name = name;
            this.end = opened.end();
            this.held = opened.held();
            this.deadline = deadline;
        }

        @Override
        public void send(byte[] bytes) {
            gate.make(
                    Operation.of(Call.SEND, "@" + name + " " + readable(bytes), () -> sent(bytes))
                            .by(deadline, () -> late("sending to"))
                            .told(done -> "sent"));
        }

        // what is text in it, without the length before and the zero byte after
        private static String readable(byte[] bytes) {
            return TEXT.matcher(new String(bytes, StandardCharsets.ISO_8859_1))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.joining(" "));
        }

        private Boolean sent(byte[] bytes) {
            if (!end.open()) {
                throw new HostFailure(Kind.IO, "sending to @" + name, "Broken pipe");
            }
            end.deliver(bytes);
            return true;
        }

        @Override
        public byte[] receive(int count) {
            return gate.make(
                    Operation.of(
                                    Call.RECEIVE,
                                    "@" + name + " " + count + " bytes",
                                    () -> received(count))
                            .by(deadline, () -> late("receiving from"))
                            .told(bytes -> bytes.length + " bytes"));
        }

        private byte[] received(int count) {
            while (end.available() < count) {
                if (!end.open()) {
                    throw new HostFailure(
                            Kind.GARBLED,
                            "receiving from @" + name,
                            "closed after " + end.available() + " of " + count + " bytes");
                }
                long seen = end.changed().count();
                if (!computer.baton().await(end.changed(), seen, deadline)) {
                    return late("receiving from");
                }
            }
            return end.take(count);
        }

        private <T> T late(String doing) {
            throw new HostFailure(Kind.TIMED_OUT, doing + " @" + name, "no answer in time");
        }

        @Override
        public void close() {
            held.close();
        }
    }
}
