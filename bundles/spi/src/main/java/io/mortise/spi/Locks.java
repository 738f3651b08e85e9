// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.spi;

import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Locks by name, across the threads of this process and the processes of this host. The order of
 * locking is: a volume's own (taken by the engine), then one session at a time, then a WWID. Not
 * reentrant. Thread-safe.
 */
@ProviderType
public interface Locks {
    /**
     * Waits for a lock.
     *
     * @throws io.mortise.api.VolumeException BUSY if it was not had by the deadline
     */
    Held hold(String name, Access access, Deadline deadline);
}
