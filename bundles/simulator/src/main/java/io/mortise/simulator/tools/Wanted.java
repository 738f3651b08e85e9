// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.kernel.Session;
import java.util.Optional;

/** Which records or sessions a call means: {@code -T}, {@code -p}, {@code -I}. */
final class Wanted {
    private static final String DEFAULT_PORT = "3260";

    private final Optional<String> target;
    private final Optional<String> address;
    private final String port;
    private final Optional<String> iface;

    Wanted(Options options) {
        target = options.value("T");
        Optional<String> portal = options.value("p").map(text -> text.replaceFirst(",.*$", ""));
        address = portal.map(Wanted::address);
        port = portal.map(Wanted::port).orElse(DEFAULT_PORT);
        iface = options.value("I");
    }

    boolean all() {
        return target.isEmpty() && address.isEmpty();
    }

    boolean exact() {
        return target.isPresent() && address.isPresent();
    }

    boolean record(NodeRecord record) {
        return target.map(record.target()::equals).orElse(true)
                && iface.map(record.iface()::equals).orElse(true)
                && address.map(
                                wanted ->
                                        wanted.equalsIgnoreCase(record.address())
                                                && port.equals(record.port()))
                        .orElse(true);
    }

    boolean session(Session session) {
        return target.map(session.terms().target()::equals).orElse(true)
                && iface.map("default"::equals).orElse(true)
                && address.map(
                                wanted ->
                                        wanted.equalsIgnoreCase(session.hostPart())
                                                && port.equals(session.port()))
                        .orElse(true);
    }

    /**
     * A new record for what was named; a port that is no number counts as 0, as in the real tool.
     */
    NodeRecord fresh() {
        int number = port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 0;
        return NodeRecord.fresh(target.orElseThrow(), address.orElseThrow(), number);
    }

    private static String address(String portal) {
        if (portal.startsWith("[")) {
            return portal.substring(1, portal.indexOf(']'));
        }
        int colon = portal.indexOf(':');
        return colon < 0 ? portal : portal.substring(0, colon);
    }

    private static String port(String portal) {
        int colon = portal.lastIndexOf(':');
        boolean none = colon < 0 || portal.endsWith("]");
        return none ? DEFAULT_PORT : portal.substring(colon + 1);
    }
}
