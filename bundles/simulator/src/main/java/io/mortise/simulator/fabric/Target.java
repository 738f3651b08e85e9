// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** An iSCSI target. What stands here without a portal group means group 1. Thread-safe. */
@ProviderType
public interface Target {
    /** The name that initiators log in to. */
    String name();

    /**
     * Makes a portal group, or gives the one of that tag. A LUN number can mean another volume in
     * each.
     *
     * @param tag 1 to 65535
     */
    PortalGroup group(int tag);

    /** All portal groups, by tag. */
    List<PortalGroup> groups();

    /** The portal of that address in any group; made in group 1 if there is none. */
    Portal portal(String address);

    /** All portals of all groups, in the order they were made. */
    List<Portal> portals();

    /** Puts a volume behind a LUN number of group 1; see {@link PortalGroup#lun}. */
    Target lun(int number, Volume volume);

    /** Takes a LUN number of group 1 away; see {@link PortalGroup#removeLun}. */
    Target removeLun(int number);
}
