// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A device-mapper multipath device, whoever made it.
 *
 * @param name the map's name
 * @param wwid the volume's identity: the device-mapper uuid without {@code mpath-}
 * @param device the kernel's name, {@code dm-N}
 * @param sizeBytes its size in bytes
 * @param suspended whether I/O is held back
 * @param queueing whether I/O waits, rather than fails, while no path works
 * @param paths its disks
 * @param attachments the attachments that it stands for
 */
public record MultipathMap(
        String name,
        Wwid wwid,
        String device,
        long sizeBytes,
        boolean suspended,
        boolean queueing,
        List<MapPath> paths,
        Set<AttachmentId> attachments) {
    public MultipathMap {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(wwid, "wwid");
        Objects.requireNonNull(device, "device");
        paths = List.copyOf(paths);
        attachments = Set.copyOf(attachments);
    }
}
