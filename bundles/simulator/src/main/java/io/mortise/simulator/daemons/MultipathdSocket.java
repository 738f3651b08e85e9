// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.machine.LocalService;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * multipathd's socket: a length of 8 bytes, little end first, then so much text with its closing
 * zero byte; the same back.
 */
public final class MultipathdSocket implements LocalService {
    private static final int HEAD = 8;

    private final Multipathd daemon;
    private final MultipathdRequests requests;

    public MultipathdSocket(Multipathd daemon, MultipathdRequests requests) {
        this.daemon = daemon;
        this.requests = requests;
    }

    @Override
    public Connection accept(Peer peer) {
        return new Talk(peer);
    }

    private final class Talk implements Connection {
        private final Peer peer;
        private byte[] received = new byte[0];

        private Talk(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void received(byte[] bytes) {
            int before = received.length;
            received = Arrays.copyOf(received, before + bytes.length);
            System.arraycopy(bytes, 0, received, before, bytes.length);
            while (received.length >= HEAD && received.length >= HEAD + length()) {
                int end = HEAD + length();
                String request =
                        new String(received, HEAD, length(), StandardCharsets.UTF_8)
                                .replace("\0", "");
                received = Arrays.copyOfRange(received, end, received.length);
                daemon.inTurn(daemon.latencies().daemon(), () -> send(requests.answer(request)));
            }
        }

        private int length() {
            return (int) ByteBuffer.wrap(received).order(ByteOrder.LITTLE_ENDIAN).getLong();
        }

        private void send(String reply) {
            byte[] text = (reply + "\0").getBytes(StandardCharsets.UTF_8);
            peer.send(
                    ByteBuffer.allocate(HEAD + text.length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(text.length)
                            .put(text)
                            .array());
        }
    }
}
