// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import org.osgi.annotation.versioning.ProviderType;

/** A volume of the storage array, as LIO's iblock backstore would offer it. Thread-safe. */
@ProviderType
public interface Volume {
    /** The name it was made with. */
    String name();

    /** Its unit serial number (page 80): a UUID in text. */
    String serial();

    /** Its identity as udev and multipath write it: {@code 3} and 32 hexadecimal digits. */
    String wwid();

    /**
     * From now on it states no identity on page 83, only its serial number; udev then makes a name
     * of that, which {@link #wwid} gives.
     */
    void withoutIdentity();

    /** Its size in bytes, as the array sees it; a host sees it after rescanning. */
    long bytes();

    /**
     * Makes it larger, or smaller.
     *
     * @param bytes the new size; a multiple of 512, above 0
     */
    void resize(long bytes);
}
