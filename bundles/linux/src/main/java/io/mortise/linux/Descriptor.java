// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import com.sun.jna.Memory;
import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** An open file descriptor, closed once. Used by one thread at a time. */
final class Descriptor implements AutoCloseable {
    /** An expired deadline wakes no poll; so often it is looked at. */
    private static final long LOOK_MILLIS = 250;

    private static final int CHUNK = 4096; // the most a sysfs attribute has

    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Descriptor(int number) {
        this.number = number;
    }

    /** Takes what a call returned that makes a descriptor. */
    static Descriptor of(int result, String call) throws SystemFailure {
        if (result < 0) {
            throw SystemFailure.last(call);
        }
        return new Descriptor(result);
    }

    /** Opens a file; one that is made is its owner's only. Never inherited by programs we start. */
    static Descriptor open(String path, int flags) throws SystemFailure {
        return of(LibC.open(path, flags | LibC.O_CLOEXEC, 0600), "open");
    }

    int number() {
        return number;
    }

    /** Reads what there is, at most as much as fits; 0 at the end. */
    int read(byte[] into) throws SystemFailure {
        return (int) call(() -> LibC.read(number, into, into.length), "read");
    }

    /**
     * All that there is. Nothing of it stays behind in memory, since it may hold a secret.
     *
     * @param most how many bytes there may be
     * @param tooLong what is thrown if there are more
     */
    byte[] content(int most, Supplier<HostFailure> tooLong) throws SystemFailure {
        byte[] room = new byte[0];
        byte[] chunk = new byte[CHUNK];
        int length = 0;
        try {
            for (int count = read(chunk); count > 0; count = read(chunk)) {
                if (count > most - length) {
                    throw tooLong.get();
                }
                if (count > room.length - length) {
                    byte[] before = room;
                    room = Arrays.copyOf(before, Math.max(length + count, 2 * before.length));
                    Arrays.fill(before, (byte) 0);
                }
                System.arraycopy(chunk, 0, room, length, count);
                length += count;
            }
            return Arrays.copyOf(room, length);
        } finally {
            Arrays.fill(chunk, (byte) 0);
            Arrays.fill(room, (byte) 0);
        }
    }

    /** One write call; returns how many bytes the kernel took. */
    int write(byte[] bytes) throws SystemFailure {
        return (int) call(() -> LibC.write(number, bytes, bytes.length), "write");
    }

    /** As many write calls as it takes, mostly one. */
    void writeAll(byte[] bytes) throws SystemFailure {
        byte[] rest = bytes;
        while (rest.length > 0) {
            int taken = write(rest);
            byte[] before = rest;
            rest = Arrays.copyOfRange(before, taken, before.length);
            if (before != bytes) {
                Arrays.fill(before, (byte) 0); // a copy of ours
            }
        }
    }

    /** Forces content and size to the disk. */
    void sync() throws SystemFailure {
        call(() -> LibC.fsync(number), "fsync");
    }

    int send(byte[] bytes) throws SystemFailure {
        int flags = LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL;
        return (int) call(() -> LibC.send(number, bytes, bytes.length, flags), "send");
    }

    int receive(byte[] into) throws SystemFailure {
        return (int) call(() -> LibC.recv(number, into, into.length, LibC.MSG_DONTWAIT), "recv");
    }

    /** Waits until it can be read or written; false if the deadline passed before. */
    boolean awaitReady(short events, Deadline deadline) throws SystemFailure {
        try (var pollfd = new Memory(8)) {
            pollfd.setInt(0, number);
            pollfd.setShort(4, events);
            do {
                int millis = (int) Math.min(LOOK_MILLIS, deadline.left().toMillis() + 1);
                if (call(() -> LibC.poll(pollfd, 1, millis), "poll") > 0) {
                    return true;
                }
            } while (!deadline.passed());
            return false;
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            LibC.close(number);
        }
    }

    // a number that was closed may be another file's by now
    private long call(Call call, String name) throws SystemFailure {
        if (closed.get()) {
            throw new IllegalStateException(name + " on what has been closed");
        }
        return checked(call, name);
    }

    /**
     * Makes the call again as long as a signal to the thread interrupts it before it did anything.
     */
    static long checked(Call call, String name) throws SystemFailure {
        while (true) {
            long result = call.make();
            if (result >= 0) {
                return result;
            }
            SystemFailure failure = SystemFailure.last(name);
            if (!failure.is(Errno.EINTR)) {
                throw failure;
            }
        }
    }

    /** A system call that returns -1 on failure. */
    interface Call {
        long make();
    }
}
