// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Something that may have happened, counted. A waiter reads {@link #count()}, then looks at the
 * truth, then awaits a count above the one it read: so no signal between looking and waiting is
 * lost. Thread-safe.
 */
@ProviderType
public interface Signal {
    /** How often it was raised so far. */
    long count();

    /** Counts one more and wakes whoever waits for it. Never blocks. */
    void raise();
}
