// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.host.LocalSocket;
import java.util.Arrays;

/** One connected stream; every wait on it ends with the deadline it was connected with. */
final class AbstractSocket implements LocalSocket {
    private final String name;
    private final Descriptor socket;
    private final Deadline deadline;

    AbstractSocket(String name, Descriptor socket, Deadline deadline) {
        this.name = name;
        this.socket = socket;
        this.deadline = deadline;
    }

    @Override
    public void send(byte[] bytes) {
        String what = "sending to @" + name;
        byte[] rest = bytes;
        try {
            while (rest.length > 0) {
                awaitReady(LibC.POLLOUT, what);
                int sent = socket.send(rest);
                rest = Arrays.copyOfRange(rest, sent, rest.length);
            }
        } catch (SystemFailure e) {
            throw e.doing(what);
        }
    }

    @Override
    public byte[] receive(int count) {
        String what = "receiving " + count + " bytes from @" + name;
        byte[] all = new byte[count];
        int have = 0;
        try {
            while (have < count) {
                awaitReady(LibC.POLLIN, what);
                byte[] part = new byte[Math.min(count - have, 1 << 16)];
                int got = socket.receive(part);
                if (got == 0) {
                    throw new HostFailure(
                            Kind.GARBLED, what, "the peer closed after " + have + " bytes");
                }
                System.arraycopy(part, 0, all, have, got);
                have += got;
            }
        } catch (SystemFailure e) {
            throw e.doing(what);
        }
        return all;
    }

    private void awaitReady(short events, String what) throws SystemFailure {
        if (!socket.awaitReady(events, deadline)) {
            throw new HostFailure(Kind.TIMED_OUT, what, "no answer by the deadline");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
