// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.iscsi.node.Ifaces;
import io.mortise.iscsi.node.NodeRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether open-iscsi knows the ifaces of a request and can have a record for each. Only looks. */
final class IfaceCheck {
    private final Ifaces ifaces;
    private final NodeRecords records;

    IfaceCheck(Host host) {
        this.ifaces = new Ifaces(host);
        this.records = new NodeRecords(host);
    }

    /**
     * @throws VolumeException BAD_INPUT, UNSUPPORTED
     */
    void check(List<IscsiPath> paths) {
        ifaces.require(paths.stream().map(IscsiPath::iface).toList());
        Map<List<Object>, IscsiPath> unrecorded = new HashMap<>();
        for (IscsiPath path : paths) {
            records.inTheWay(path.target(), path.portal(), path.iface())
                    .ifPresent(
                            record -> {
                                throw NodeRecords.noRoom(record, path.iface());
                            });
            if (records.find(path.target(), path.portal(), path.iface()).isEmpty()) {
                IscsiPath other = unrecorded.put(List.of(path.target(), path.portal()), path);
                if (other != null) {
                    throw twice(path, other);
                }
            }
        }
    }

    private static VolumeException twice(IscsiPath path, IscsiPath other) {
        return VolumeException.pointless(
                Reason.UNSUPPORTED,
                "%s is asked for from %s and from %s, and open-iscsi keeps one record without a group tag for it"
                        .formatted(path.portal(), other.iface(), path.iface()),
                "Nothing was touched: use one iface for each portal, or have discovery make"
                        + " records for both.");
    }
}
