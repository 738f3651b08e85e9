// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;

/**
 * What came of an extend.
 *
 * @param id which attachment
 * @param device its device, with the size that it has now
 * @param formerBytes the size that it had before, in bytes
 */
public record Extension(AttachmentId id, VolumeDevice device, long formerBytes) {
    public Extension {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(device, "device");
    }

    /** The size that the device has now, in bytes. */
    public long sizeBytes() {
        return device.sizeBytes();
    }

    /** Whether there was anything to grow. */
    public boolean grown() {
        return sizeBytes() != formerBytes;
    }
}
