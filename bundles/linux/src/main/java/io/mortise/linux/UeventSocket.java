// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/** The netlink socket of notices. One thread receives; any may wake it for the last time. */
final class UeventSocket implements AutoCloseable {
    /** Both multicast groups: the kernel's (1) and udev's (2). */
    private static final int GROUPS = 3;

    private static final int MESSAGE_BYTES = 1 << 17;
    private static final int CONTROL_BYTES = 64;
    private static final int NAME_BYTES = 12;

    private final Descriptor socket;
    private final Descriptor wake;
    // all that recvmsg(2) and poll(2) point to: message, sockaddr_nl, iovec, control, msghdr,
    // pollfd
    private final Memory message = new Memory(MESSAGE_BYTES);
    private final Memory name = new Memory(NAME_BYTES);
    private final Memory vector = new Memory(16);
    private final Memory control = new Memory(CONTROL_BYTES);
    private final Memory header = new Memory(56);
    private final Memory polled = new Memory(16);
    private boolean closed; // guarded by this

    /** What a wait brought. */
    enum Kind {
        /** A datagram of kernel or udev. */
        MESSAGE,
        /** The queue ran over, or a notice was longer than any should be. */
        LOST,
        /** Somebody called {@link #wake}. */
        WOKEN
    }

    /**
     * @param bytes the datagram, if it is one
     */
    record Received(Kind kind, Optional<byte[]> bytes) {}

    private UeventSocket(Descriptor socket, Descriptor wake) {
        this.socket = socket;
        this.wake = wake;
        vector.setPointer(0, message);
        vector.setLong(8, MESSAGE_BYTES);
        polled.clear();
        polled.setInt(0, socket.number());
        polled.setShort(4, LibC.POLLIN);
        polled.setInt(8, wake.number());
        polled.setShort(12, LibC.POLLIN);
    }

    /**
     * @param queueBytes how much the kernel may keep for us until it drops notices
     */
    static UeventSocket open(int queueBytes) throws SystemFailure {
        byte[] queue = bytes(queueBytes);
        int type = LibC.SOCK_RAW | LibC.SOCK_CLOEXEC;
        Descriptor socket =
                Descriptor.of(
                        LibC.socket(LibC.AF_NETLINK, type, LibC.NETLINK_KOBJECT_UEVENT),
                        "socket AF_NETLINK");
        try {
            // only root may go over net.core.rmem_max; the others get as much as that allows
            if (LibC.setsockopt(socket.number(), LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, queue, 4)
                    < 0) {
                option(socket, LibC.SO_RCVBUF, queue);
            }
            option(socket, LibC.SO_PASSCRED, bytes(1));
            byte[] address = address(ByteOrder.nativeOrder());
            Descriptor.checked(
                    () -> LibC.bind(socket.number(), address, address.length), "bind AF_NETLINK");
            return new UeventSocket(
                    socket, Descriptor.of(LibC.eventfd(0, LibC.O_CLOEXEC), "eventfd"));
        } catch (SystemFailure e) {
            socket.close();
            throw e;
        }
    }

    /** The struct sockaddr_nl of netlink(7) with all groups; the kernel fills in the port. */
    static byte[] address(ByteOrder order) {
        return ByteBuffer.allocate(NAME_BYTES)
                .order(order)
                .putShort((short) LibC.AF_NETLINK)
                .putShort((short) 0)
                .putInt(0)
                .putInt(GROUPS)
                .array();
    }

    private static void option(Descriptor socket, int option, byte[] value) throws SystemFailure {
        Descriptor.checked(
                () ->
                        LibC.setsockopt(
                                socket.number(), LibC.SOL_SOCKET, option, value, value.length),
                "setsockopt");
    }

    private static byte[] bytes(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }

    /** Waits for the next datagram of a sender that can be believed. */
    Received receive() throws SystemFailure {
        while (true) {
            Descriptor.checked(() -> LibC.poll(polled, 2, -1), "poll");
            if (polled.getShort(14) != 0) {
                return new Received(Kind.WOKEN, Optional.empty());
            }
            try {
                int count = (int) Descriptor.checked(this::receiveNow, "recvmsg");
                if ((header.getInt(48) & LibC.MSG_TRUNC) != 0) {
                    return new Received(Kind.LOST, Optional.empty());
                }
                if (sender().believed()) {
                    return new Received(Kind.MESSAGE, Optional.of(message.getByteArray(0, count)));
                }
            } catch (SystemFailure e) {
                if (e.is(Errno.ENOBUFS)) {
                    return new Received(Kind.LOST, Optional.empty());
                }
                if (!e.is(Errno.EAGAIN)) {
                    throw e;
                }
            }
        }
    }

    private long receiveNow() {
        header.setPointer(0, name);
        header.setInt(8, NAME_BYTES); // msg_namelen is a socklen_t
        header.setPointer(16, vector);
        header.setLong(24, 1);
        header.setPointer(32, control);
        header.setLong(40, CONTROL_BYTES);
        header.setLong(48, 0);
        return LibC.recvmsg(socket.number(), header, LibC.MSG_DONTWAIT);
    }

    private UeventSender sender() {
        boolean credentials =
                header.getLong(40) >= 28
                        && control.getInt(8) == LibC.SOL_SOCKET
                        && control.getInt(12) == LibC.SCM_CREDENTIALS;
        return new UeventSender(
                name.getInt(4),
                name.getInt(8),
                credentials ? OptionalInt.of(control.getInt(20)) : OptionalInt.empty());
    }

    /** Ends the present wait, or the next one. */
    synchronized void wake() {
        if (!closed) {
            try {
                wake.write(
                        ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(1).array());
            } catch (SystemFailure e) {
                throw e.doing("waking the receiver of uevents");
            }
        }
    }

    /** For the receiving thread alone, once it receives no more. */
    @Override
    public synchronized void close() {
        closed = true;
        socket.close();
        wake.close();
    }
}
