// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.array;

import io.mortise.simulator.fabric.Wire;
import java.util.Objects;
import java.util.Optional;

/** An address with a wire to it; several targets may listen there. */
public final class Gateway {
    private final String address;
    private Wire wire = Wire.GOOD;
    private Optional<String> elsewhere = Optional.empty();

    Gateway(String address) {
        this.address = checked(address);
    }

    /** {@code ADDRESS:PORT}, IPv6 in brackets. */
    public String address() {
        return address;
    }

    /** The address without port and brackets. */
    public String host() {
        return hostOf(address);
    }

    /** The port. */
    public int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** The state of the wire. */
    public Wire wire() {
        return wire;
    }

    /** Where it sends who wants to log in, if it does. */
    public Optional<String> elsewhere() {
        return elsewhere;
    }

    void elsewhere(Optional<String> address) {
        elsewhere = address;
    }

    void wire(Wire changed) {
        wire = changed;
    }

    static String hostOf(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String checked(String address) {
        Objects.requireNonNull(address, "address");
        if (!address.matches("([0-9.]+|\\[[0-9a-fA-F:.]+\\]):[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "a portal is ADDRESS:PORT with IPv6 in brackets, not " + address);
        }
        return address;
    }
}
