// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Notices of the kernel and of udev. They are hints: some may be lost, and the truth is always read
 * again where it stands. Thread-safe.
 */
@ProviderType
public interface Uevents {
    /**
     * Raises the signal for each notice that the filter takes, and whenever notices were lost.
     *
     * @param filter runs on the receiving thread: quick, and without waiting
     * @return ends the subscription when closed
     */
    Held subscribe(Predicate<Uevent> filter, Signal signal);
}
