// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import java.util.Map;
import java.util.Optional;

/**
 * A record of open-iscsi as it stands in its file.
 *
 * @param target whose
 * @param portal through where, compared as an address
 * @param iface the iface it is for, {@code default} if none is named
 * @param path of the file
 * @param settings all its names and values
 * @param stamped whether it bears the line that Mortise writes into its own
 */
public record NodeRecord(
        Iqn target,
        Portal portal,
        String iface,
        String path,
        Map<String, String> settings,
        boolean stamped) {
    static final String ADDRESS = "node.conn[0].address";
    static final String PORT = "node.conn[0].port";
    static final String IFACE = "iface.iscsi_ifacename";
    static final String TRANSPORT = "iface.transport_name";

    public NodeRecord {
        settings = Map.copyOf(settings);
    }

    /**
     * Whether it is no more what Mortise made: a discovery writes another in its place, and so does
     * whoever attaches by hand, with the defaults of open-iscsi. Says nothing of one that somebody
     * else made: others use that form, too.
     */
    public boolean isReplaced() {
        return !RecordText.MARKS.entrySet().stream()
                .allMatch(mark -> mark.getValue().equals(settings.get(mark.getKey())));
    }

    /** Whether Mortise made it, in this process or another, and no program has written it since. */
    public boolean isOfMortise() {
        return stamped && !isReplaced();
    }

    /** Reads one; empty if it is no record of that target. */
    static Optional<NodeRecord> read(Iqn target, String path, String text) {
        Map<String, String> settings = RecordText.parse(text);
        try {
            var portal =
                    new Portal(
                            settings.getOrDefault(ADDRESS, ""),
                            Integer.parseInt(settings.getOrDefault(PORT, "3260")));
            String iface = settings.getOrDefault(IFACE, "default");
            return Optional.of(
                    new NodeRecord(
                            target, portal, iface, path, settings, RecordText.isStamped(text)));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /** Which one it is; never its settings, among which may be a secret. */
    @Override
    public String toString() {
        return "node record " + path;
    }

    /** The portal as this record spells it, which is how iscsiadm finds it. */
    public String spelledPortal() {
        String address = settings.getOrDefault(ADDRESS, portal.address());
        return (portal.isIpv6() ? "[" + address + "]" : address) + ":" + portal.port();
    }

    /** Which portal a file in the folder of a target is for: its address may be spelt anyhow. */
    static Optional<Portal> portal(String folder, String path) {
        String[] place = path.substring(folder.length() + 1).split("[,/]");
        try {
            return Optional.of(new Portal(place[0], Integer.parseInt(place[1])));
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOfOpenIscsi) {
            return Optional.empty();
        }
    }
}
