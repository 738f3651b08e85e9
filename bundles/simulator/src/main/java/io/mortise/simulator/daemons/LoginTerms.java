// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.array.Doorkeeper.Credentials;
import java.time.Duration;
import java.util.Objects;

/**
 * What a node record asks iscsid for.
 *
 * @param target the target's name
 * @param address the portal as {@code ADDRESS:PORT}, IPv6 in brackets
 * @param iface iface.iscsi_ifacename
 * @param transport iface.transport_name
 * @param timeout node.conn[0].timeo.login_timeout
 * @param tries node.session.initial_login_retry_max
 * @param credentials node.session.auth
 * @param automatic whether all LUNs are scanned after the login (node.session.scan)
 */
public record LoginTerms(
        String target,
        String address,
        String iface,
        String transport,
        Duration timeout,
        int tries,
        Credentials credentials,
        boolean automatic) {
    public LoginTerms {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(iface, "iface");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(timeout, "timeout");
    }

    /** What no second login may be under way for. */
    String key() {
        return target + " " + address + " " + iface;
    }
}
