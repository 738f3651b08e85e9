// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A SCSI block device at the moment it was seen. The kernel gives both name and address to others
 * once it is gone, so whoever acts on it checks that both still belong together.
 *
 * @param name the kernel's name, {@code sdX}
 * @param address where it sits
 */
public record Disk(String name, Hctl address) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{1,30}");

    public Disk {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a disk: " + name);
        }
        if (address == null) {
            throw new NullPointerException("address");
        }
    }

    /** The disk of that name; empty where the text is no name that the kernel gives to disks. */
    static Optional<Disk> ifSo(String name, Hctl address) {
        return NAME.matcher(name).matches()
                ? Optional.of(new Disk(name, address))
                : Optional.empty();
    }

    /** Its device node. */
    public String path() {
        return "/dev/" + name;
    }

    @Override
    public String toString() {
        return name + " (" + address + ")";
    }
}
