// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import java.util.List;

/** A volume on this host. */
public interface AttachmentMXBean {
    /** Its name. */
    String getId();

    /** The connector's protocol. */
    String getProtocol();

    /** ATTACHING, ATTACHED, DEGRADED, DETACHING, LEFTOVER, WAITING or ABSENT. */
    String getState();

    /** Why it is in that state; may be empty. */
    String getDetail();

    /** Its proven identity; empty before it is proven. */
    String getWwid();

    /** Its device; empty if there is none. */
    String getDevice();

    /** A path to the device that stays; empty if there is none. */
    String getStablePath();

    /** The name of its multipath map; empty if there is none. */
    String getMap();

    /** Its size in bytes; 0 if there is no device. */
    long getSize();

    /** On whose behalf it was attached. */
    String getOwner();

    /** The control plane's name of the volume; empty if not told. */
    String getVolumeId();

    /** When it was asked for, ISO 8601. */
    String getSince();

    /** How each path is. */
    List<PathRow> getPaths();

    /** Asks each path anew which volume it leads to; how each is. Changes nothing. */
    List<PathRow> verify();

    /** What a detach would be refused for now, and what it would leave to others, a line each. */
    List<String> explain();

    /**
     * Detaches it.
     *
     * @param force go on after failures; unwritten data may be lost
     * @param ignoreErrors with force: report failures in the result only
     * @return what was done, a line each
     */
    List<String> detach(boolean force, boolean ignoreErrors);

    /**
     * Has it take over the size that the volume has on its array.
     *
     * @return the size of its device now, in bytes
     */
    long extend();
}
