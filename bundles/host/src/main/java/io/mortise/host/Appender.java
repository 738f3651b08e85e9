// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import org.osgi.annotation.versioning.ProviderType;

/** A file open for appending. Used by one thread at a time. */
@ProviderType
public interface Appender extends AutoCloseable {
    /**
     * Appends all bytes in one write and forces them to disk before it returns.
     *
     * @throws HostFailure FULL, REFUSED or IO; then it is unknown how much stands in the file
     */
    void append(byte[] bytes);

    @Override
    void close();
}
