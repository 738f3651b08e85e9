// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The other side of an abstract socket. */
final class AbstractListener implements AutoCloseable {
    private static final Server SERVER = Native.load("c", Server.class);

    private final Descriptor listening;

    /** What only a server needs of the C library. */
    interface Server extends Library {
        int listen(int fd, int backlog);

        int accept(int fd, Pointer address, Pointer length);
    }

    AbstractListener(String name, int backlog) throws SystemFailure {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] address =
                ByteBuffer.allocate(3 + bytes.length)
                        .order(ByteOrder.nativeOrder())
                        .putShort((short) LibC.AF_UNIX)
                        .put((byte) 0)
                        .put(bytes)
                        .array();
        this.listening =
                Descriptor.of(
                        LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0),
                        "socket");
        int fd = listening.number();
        Descriptor.checked(() -> LibC.bind(fd, address, address.length), "bind");
        Descriptor.checked(() -> SERVER.listen(fd, backlog), "listen");
    }

    Descriptor accept() throws SystemFailure {
        return Descriptor.of(SERVER.accept(listening.number(), null, null), "accept");
    }

    @Override
    public void close() {
        listening.close();
    }
}
