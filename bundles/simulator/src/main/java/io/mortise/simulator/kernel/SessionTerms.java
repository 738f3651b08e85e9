// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import java.util.Objects;

/**
 * What a session is opened with.
 *
 * @param target the target's name
 * @param address the portal as {@code ADDRESS:PORT}, IPv6 in brackets
 * @param initiator the initiator's name
 * @param creator the process id of iscsid
 * @param iface the iface it goes out from
 * @param transport its driver, {@code tcp} or {@code iser}
 */
public record SessionTerms(
        String target,
        String address,
        String initiator,
        long creator,
        String iface,
        String transport) {
    public SessionTerms {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(initiator, "initiator");
        Objects.requireNonNull(iface, "iface");
        Objects.requireNonNull(transport, "transport");
    }
}
