// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Commands that ask a disk itself what it is. The kernel keeps what it read when it found the disk,
 * also when the target later puts another volume behind the same LUN; only the disk's own answer
 * tells. Thread-safe.
 */
@ProviderType
public interface Inquiries {
    /**
     * A vital product data page (SPC-4, 7.8), as the disk answers now, its four byte header
     * included, cut to the length that the header states.
     *
     * @param disk the kernel's name, {@code sdX}
     * @param page the page code, 0 to 255
     * @return empty if the disk is gone, answered with an error, or not before the deadline:
     *     unknown
     */
    Optional<byte[]> vitalProductData(String disk, int page, Deadline deadline);

    /**
     * How large the disk says it is now (READ CAPACITY (16), SBC-3, 5.16). The kernel keeps the
     * size of the last scan.
     *
     * @param disk the kernel's name, {@code sdX}
     * @return in bytes, above 0; empty if the disk is gone, answered with an error, or not before
     *     the deadline: unknown
     */
    OptionalLong capacityBytes(String disk, Deadline deadline);

    /**
     * Whether the first block of a block device can be read, past the page cache.
     *
     * @param device an absolute path; links are followed
     * @return false if there is no such device, it is empty, it answered with an error, or not
     *     before the deadline
     */
    boolean readable(String device, Deadline deadline);

    /**
     * Whether somebody has a block device for himself alone: a mount, swap, a device above it, or
     * what shows nowhere else, such as ZFS, a further disk of a btrfs, or a target that exports it.
     * Such a one keeps nobody from deleting a disk.
     *
     * @param device an absolute path; links are followed
     * @return false if there is no such device; empty if it could not be told before the deadline:
     *     unknown
     */
    Optional<Boolean> claimed(String device, Deadline deadline);
}
