// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.util.Map;
import java.util.Objects;

/**
 * A notice about a device.
 *
 * @param source who sent it
 * @param action {@code add}, {@code change}, {@code remove}, ...
 * @param devpath the path of the device below {@code /sys}
 * @param subsystem {@code block}, {@code iscsi_session}, {@code scsi}, ...; may be empty
 * @param properties all of them, by name
 */
public record Uevent(
        Source source,
        String action,
        String devpath,
        String subsystem,
        Map<String, String> properties) {
    /** Who sent a notice. */
    public enum Source {
        /** The kernel, at the event. */
        KERNEL,
        /** udev, after its rules have run for the device. */
        UDEV
    }

    public Uevent {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(devpath, "devpath");
        Objects.requireNonNull(subsystem, "subsystem");
        properties = Map.copyOf(properties);
    }

    /** The last segment of the devpath: the kernel's name of the device. */
    public String name() {
        return devpath.substring(devpath.lastIndexOf('/') + 1);
    }
}
