// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import org.osgi.annotation.versioning.ProviderType;

/** A connected stream. Used by one thread at a time. */
@ProviderType
public interface LocalSocket extends AutoCloseable {
    /**
     * Sends all bytes.
     *
     * @throws HostFailure TIMED_OUT, IO
     */
    void send(byte[] bytes);

    /**
     * Receives exactly so many bytes.
     *
     * @throws HostFailure TIMED_OUT, IO, GARBLED if the peer closed before
     */
    byte[] receive(int count);

    @Override
    void close();
}
