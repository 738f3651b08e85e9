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
 * @param transport its driver: {@code tcp}, {@code iser}, or that of an offload card
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

    /** Whether it shares its SCSI host with another: both go out from one offload card. */
    boolean sharesHostWith(SessionTerms other) {
        return ofCard() && transport.equals(other.transport) && iface.equals(other.iface);
    }

    /** Whether it goes out from an offload card, where the kernel numbers the targets. */
    boolean ofCard() {
        return !transport.equals("tcp") && !transport.equals("iser");
    }
}
