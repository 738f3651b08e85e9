// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.machine.Tree;

/** A node record as discovery writes it, for somebody else's sessions. */
public final class DiscoveredRecord {
    private DiscoveredRecord() {}

    /**
     * Writes it, in place of what was there.
     *
     * @param portal {@code ADDRESS:PORT}, IPv6 in brackets
     * @param tag the portal group's tag
     */
    public static void write(Tree tree, String target, String portal, int tag) {
        int colon = portal.lastIndexOf(':');
        String address = portal.substring(0, colon).replaceAll("[\\[\\]]", "");
        NodeRecord record =
                NodeRecord.fresh(target, address, Integer.parseInt(portal.substring(colon + 1)));
        record.set("node.tpgt", Integer.toString(tag));
        record.set("node.discovery_type", "send_targets");
        record.set("node.discovery_address", address);
        record.set("node.discovery_port", portal.substring(colon + 1));
        new NodeDatabase(tree).write(record);
    }
}
