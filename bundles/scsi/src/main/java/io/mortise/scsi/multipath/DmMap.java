// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.api.Wwid;
import java.util.List;
import java.util.Objects;

/**
 * A multipath map as device-mapper shows it in sysfs.
 *
 * @param device the kernel's name, {@code dm-N}
 * @param name the map's name
 * @param uuid the uuid, which begins with {@code mpath-}
 * @param suspended whether I/O is held back
 * @param sizeBytes the size in bytes
 * @param slaves the disks in it, {@code sdX}
 */
public record DmMap(
        String device,
        String name,
        String uuid,
        boolean suspended,
        long sizeBytes,
        List<String> slaves) {
    static final String PREFIX = "mpath-";

    public DmMap {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(name, "name");
        if (!uuid.startsWith(PREFIX)) {
            throw new IllegalArgumentException("not a multipath map: " + device + " " + uuid);
        }
        slaves = List.copyOf(slaves);
    }

    /** Whether I/O can be sent to it. */
    public boolean usable() {
        return !suspended && sizeBytes > 0;
    }

    /** Whether it is the map of that volume. */
    public boolean carries(Wwid wwid) {
        return uuid.equals(PREFIX + wwid);
    }

    /** The volume's identity. */
    public Wwid wwid() {
        return new Wwid(uuid.substring(PREFIX.length()));
    }

    /** Its device node. */
    public String path() {
        return "/dev/" + device;
    }

    /** Whether a volume's identity stands in it. */
    static boolean isUuid(String uuid) {
        try {
            return uuid.startsWith(PREFIX)
                    && new Wwid(uuid.substring(PREFIX.length())).text().length() > 0;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
