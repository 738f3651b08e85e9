// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.LocalSocket;
import io.mortise.host.LocalSockets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The framing of multipathd's socket (libmpathcmd): a length of 8 bytes in the machine's order, the
 * text, and a zero byte that the length counts; the same back.
 */
final class DaemonSocket {
    static final String NAME = "/org/kernel/linux/storage/multipathd";
    private static final int LENGTH = Long.BYTES;
    private static final long LARGEST = 4L << 20;

    private final LocalSockets sockets;

    DaemonSocket(LocalSockets sockets) {
        this.sockets = sockets;
    }

    String ask(String text, Deadline deadline) {
        try (LocalSocket socket = sockets.connect(NAME, deadline)) {
            socket.send(frame(text));
            long length = length(socket.receive(LENGTH));
            if (length < 1 || length > LARGEST) {
                throw new HostFailure(
                        HostFailure.Kind.GARBLED,
                        "reading multipathd's answer to \"" + text + "\"",
                        "it states a length of " + length + " bytes");
            }
            return text(socket.receive((int) length));
        }
    }

    static byte[] frame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LENGTH + bytes.length + 1)
                .order(ByteOrder.nativeOrder())
                .putLong(bytes.length + 1L)
                .put(bytes)
                .put((byte) 0)
                .array();
    }

    static long length(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
    }

    static String text(byte[] reply) {
        int end = reply[reply.length - 1] == 0 ? reply.length - 1 : reply.length;
        return new String(reply, 0, end, StandardCharsets.UTF_8);
    }
}
