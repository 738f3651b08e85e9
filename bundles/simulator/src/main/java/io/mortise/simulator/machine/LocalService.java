// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

/** A daemon's listening stream socket. */
@FunctionalInterface
public interface LocalService {
    /**
     * Takes a connection.
     *
     * @param peer the way back to the client
     * @return takes what the client sends
     */
    Connection accept(Peer peer);

    /** The daemon's end of one connection. */
    interface Connection {
        /** Called for each piece the client sends; answers now, later from an event, or never. */
        void received(byte[] bytes);

        /** The client went away. */
        default void closed() {}
    }

    /** The client's end of one connection, as the daemon sees it. */
    interface Peer {
        /** Sends bytes; dropped if the client went away. */
        void send(byte[] bytes);

        /** Ends the connection from the daemon's side. */
        void close();
    }
}
