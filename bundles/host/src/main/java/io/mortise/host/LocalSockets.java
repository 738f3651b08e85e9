// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import org.osgi.annotation.versioning.ProviderType;

/** Sockets of daemons on this host, in the abstract namespace (unix(7)). Thread-safe. */
@ProviderType
public interface LocalSockets {
    /**
     * Connects a stream socket.
     *
     * @param abstractName the name without its leading zero byte
     * @param deadline of the connection and of every call on it
     * @throws HostFailure UNAVAILABLE if nobody listens there, TIMED_OUT
     */
    LocalSocket connect(String abstractName, Deadline deadline);
}
