// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.host.LocalSocket;
import io.mortise.host.LocalSockets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Stream sockets in the abstract namespace, which the JDK refuses since their names begin with a
 * NUL. Anybody may bind such a name, so whoever listens must be root or our own user.
 */
final class AbstractSockets implements LocalSockets {
    /** A listener with a full queue makes connect(2) wait; so often the deadline is looked at. */
    private static final long SLICE_MICROS = 250_000;

    private static final int NAME_LIMIT = 107; // sun_path less its first byte

    @Override
    public LocalSocket connect(String abstractName, Deadline deadline) {
        String what = "connecting to @" + abstractName;
        try {
            int type = LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC;
            Descriptor socket = Descriptor.of(LibC.socket(LibC.AF_UNIX, type, 0), "socket");
            try {
                connect(socket, address(abstractName), what, deadline);
                refuseStranger(socket, what);
                return new AbstractSocket(abstractName, socket, deadline);
            } catch (SystemFailure | RuntimeException e) {
                socket.close();
                throw e;
            }
        } catch (SystemFailure e) {
            throw e.doing(what);
        }
    }

    private static void connect(Descriptor socket, byte[] address, String what, Deadline deadline)
            throws SystemFailure {
        while (!deadline.passed()) {
            limitConnect(socket, deadline);
            if (LibC.connect(socket.number(), address, address.length) == 0) {
                return;
            }
            SystemFailure failure = SystemFailure.last("connect");
            if (!failure.is(Errno.EAGAIN, Errno.EINTR)) {
                throw failure;
            }
        }
        throw new HostFailure(Kind.TIMED_OUT, what, "no answer by the deadline");
    }

    // not a non-blocking connect: on AF_UNIX that fails at once when the queue is full (unix(7))
    private static void limitConnect(Descriptor socket, Deadline deadline) throws SystemFailure {
        long micros = Math.min(SLICE_MICROS, deadline.left().toNanos() / 1000 + 1);
        byte[] timeval = natively(16).putLong(0).putLong(micros).array();
        Descriptor.checked(
                () ->
                        LibC.setsockopt(
                                socket.number(),
                                LibC.SOL_SOCKET,
                                LibC.SO_SNDTIMEO,
                                timeval,
                                timeval.length),
                "setsockopt SO_SNDTIMEO");
    }

    private static void refuseStranger(Descriptor socket, String what) throws SystemFailure {
        byte[] ucred = new byte[12]; // pid, uid, gid
        int[] length = {ucred.length};
        Descriptor.checked(
                () ->
                        LibC.getsockopt(
                                socket.number(), LibC.SOL_SOCKET, LibC.SO_PEERCRED, ucred, length),
                "getsockopt SO_PEERCRED");
        int user = ByteBuffer.wrap(ucred).order(ByteOrder.nativeOrder()).getInt(4);
        if (user != 0 && user != LibC.getuid()) {
            throw new HostFailure(
                    Kind.REFUSED,
                    what,
                    "the listener belongs to user " + user + " and not to root; end that process");
        }
    }

    private static byte[] address(String abstractName) {
        byte[] name = abstractName.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > NAME_LIMIT) {
            throw new IllegalArgumentException(
                    "a socket name has 1 to " + NAME_LIMIT + " bytes, not \"" + abstractName + '"');
        }
        return natively(3 + name.length)
                .putShort((short) LibC.AF_UNIX)
                .put((byte) 0)
                .put(name)
                .array();
    }

    private static ByteBuffer natively(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
