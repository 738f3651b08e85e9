// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.iscsi.node.Ifaces;
import java.util.List;

/** Whether open-iscsi knows the ifaces of a request. Only looks. */
final class IfaceCheck {
    private final Ifaces ifaces;

    IfaceCheck(Host host) {
        this.ifaces = new Ifaces(host);
    }

    /**
     * @throws VolumeException BAD_INPUT
     */
    void check(List<IscsiPath> paths) {
        ifaces.require(paths.stream().map(IscsiPath::iface).toList());
    }
}
