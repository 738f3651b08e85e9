// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import io.mortise.api.Shown;
import java.util.Objects;

/**
 * Something that uses a block device.
 *
 * @param kind how
 * @param device the block device that is used directly, {@code dm-3} or {@code sdb1}
 * @param detail where to, or what by: a mount point, the name of the device above, {@code postgres
 *     (pid 4711)}
 */
public record Use(Kind kind, String device, String detail) {
    private static final int SHOWN = 1000;

    /** How a device is used. */
    public enum Kind {
        MOUNT("mounted on"),
        SWAP("swapped on as"),
        MULTIPATH("a path of the multipath map"),
        CRYPT("open as the encrypted device"),
        LVM("a part of the LVM volume"),
        PARTITION("has the mapped partition"),
        MAPPER("under the device-mapper device"),
        RAID("a part of the MD array"),
        HOLDER("held by the device"),
        LOOP("behind the loop device"),
        EXPORT("offered to other hosts as"),
        PROGRAM("held open by"),
        CLAIM("claimed by");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    public Use {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(detail, "detail");
    }

    /**
     * A phrase for people: {@code "dm-3 is mounted on /srv"}. Anybody may call his program what he
     * likes, so what would act on a terminal is left out.
     */
    public String describe() {
        String verb = kind == Kind.PARTITION ? " " : " is ";
        return device + verb + kind.words + " " + Shown.plain(detail, SHOWN);
    }
}
