// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.fabric;

import org.osgi.annotation.versioning.ProviderType;

/** An address where a target listens, and the wire to it. Thread-safe. */
@ProviderType
public interface Portal {
    /** {@code ADDRESS:PORT}, IPv6 in brackets. */
    String address();

    /** The group it belongs to. */
    PortalGroup group();

    /** Pulls the cable: nothing comes through any more, in either direction, and nobody is told. */
    void cut();

    /** Answers every packet with a TCP reset. */
    void refuse();

    /** Takes TCP connections, and never says a word on them. Open sessions go silent. */
    void silence();

    /**
     * Answers each login with "target moved temporarily", to that portal. Sessions that are open
     * stay where they are; one that breaks asks here again.
     */
    void sendTo(Portal other);

    /** Answers logins by itself again. */
    void sendNowhere();

    /** Ends whatever was wrong with the wire. */
    void mend();

    /** The state of the wire. */
    Wire wire();
}
