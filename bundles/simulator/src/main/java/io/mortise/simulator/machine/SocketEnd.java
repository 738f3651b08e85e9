// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Signal;
import io.mortise.simulator.baton.Party;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The client's end of a connection to a {@link LocalService}. */
public final class SocketEnd implements LocalService.Peer {
    private final Party owner;
    private final Signal changed;
    private byte[] inbox = new byte[0];
    private LocalService.Connection connection;
    private boolean open = true;

    SocketEnd(Party owner, Signal changed, LocalService service) {
        this.owner = owner;
        this.changed = changed;
        this.connection = service.accept(this);
    }

    Party owner() {
        return owner;
    }

    @Override
    public void send(byte[] bytes) {
        if (open) {
            var longer = new ByteArrayOutputStream();
            longer.writeBytes(inbox);
            longer.writeBytes(bytes);
            inbox = longer.toByteArray();
            changed.raise();
        }
    }

    @Override
    public void close() {
        open = false;
        changed.raise();
    }

    /** Whether neither side has closed it. */
    public boolean open() {
        return open;
    }

    /** Raised when bytes come, or the end. */
    public Signal changed() {
        return changed;
    }

    /** How many bytes have come. */
    public int available() {
        return inbox.length;
    }

    /** Takes the first bytes that came; there must be so many. */
    public byte[] take(int count) {
        byte[] taken = Arrays.copyOf(inbox, count);
        inbox = Arrays.copyOfRange(inbox, count, inbox.length);
        return taken;
    }

    /** Hands bytes to the daemon. */
    public void deliver(byte[] bytes) {
        connection.received(bytes.clone());
    }

    /** The client goes away. */
    public void hangUp() {
        if (open) {
            open = false;
            connection.closed();
        }
    }
}
