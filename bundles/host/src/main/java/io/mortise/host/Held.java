// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

/** A lock that is held; closing it gives it back. Closing twice is harmless. */
public interface Held extends AutoCloseable {
    @Override
    void close();
}
