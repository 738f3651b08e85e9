// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

/** The daemons that listen in the abstract socket namespace. */
public interface Services {
    /** Listens under a name (without its leading zero byte), in place of who did before. */
    void listen(String abstractName, LocalService service);

    /** Stops listening, and breaks all connections to it. */
    void close(String abstractName);
}
