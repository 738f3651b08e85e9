// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import java.util.List;

/** A multipath map, whoever made it. */
public interface MultipathMXBean {
    /** The map's name. */
    String getName();

    /** The volume's identity. */
    String getWwid();

    /** The device-mapper node: dm-N. */
    String getDevice();

    /** Its size in bytes. */
    long getSize();

    /** Whether I/O is held back. */
    boolean isSuspended();

    /** Whether I/O waits, rather than fails, while no path works. */
    boolean isQueueing();

    /** Its disks. */
    List<MapPathRow> getPaths();

    /** The attachments that it stands for. */
    List<String> getAttachments();
}
