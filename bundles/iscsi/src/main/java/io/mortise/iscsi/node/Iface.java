// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import java.util.Map;
import java.util.Objects;

/**
 * What open-iscsi logs in from: which transport, and which network card, address or initiator name
 * if it is bound to one.
 *
 * @param name its name
 * @param settings those of its record, which a node record has copies of
 */
public record Iface(String name, Map<String, String> settings) {
    public Iface {
        Objects.requireNonNull(name, "name");
        settings = Map.copyOf(settings);
    }

    /** One that is bound to nothing. */
    static Iface of(String name, String transport) {
        return new Iface(name, Map.of(NodeRecord.IFACE, name, NodeRecord.TRANSPORT, transport));
    }
}
