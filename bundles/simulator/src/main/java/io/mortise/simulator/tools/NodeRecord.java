// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.array.Doorkeeper.Credentials;
import io.mortise.simulator.daemons.LoginTerms;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A node record of open-iscsi: how it is read, printed and written. */
final class NodeRecord {
    private static final Map<String, String> DEFAULTS = RecordDefaults.all();
    private static final String BEGIN = "# BEGIN RECORD 2.1.8\n";
    private static final String END = "# END RECORD\n";

    private final Map<String, String> values;

    private NodeRecord(Map<String, String> values) {
        this.values = values;
    }

    /** One of its own making. */
    static NodeRecord fresh(String target, String address, int port) {
        Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
        values.put("node.name", target);
        values.put("node.conn[0].address", address);
        values.put("node.conn[0].port", Integer.toString(port));
        return new NodeRecord(values);
    }

    /** What a file says, the rest by default; empty if it names no target. */
    static Optional<NodeRecord> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(
                        line -> {
                            int equals = line.indexOf('=');
                            if (equals > 0) {
                                values.replace(
                                        line.substring(0, equals).strip(),
                                        line.substring(equals + 1).strip());
                            }
                        });
        boolean named = !values.get("node.name").isEmpty();
        return named ? Optional.of(new NodeRecord(values)) : Optional.empty();
    }

    String target() {
        return values.get("node.name");
    }

    String address() {
        return values.get("node.conn[0].address");
    }

    String port() {
        return values.get("node.conn[0].port");
    }

    int tag() {
        return Integer.parseInt(values.get("node.tpgt"));
    }

    String iface() {
        return values.get("iface.iscsi_ifacename");
    }

    /** {@code ADDRESS:PORT}, IPv6 in brackets. */
    String portal() {
        return bracketed(address()) + ":" + port();
    }

    /** As iscsiadm names it when it logs in or deletes. */
    String described() {
        return "[iface: "
                + iface()
                + ", target: "
                + target()
                + ", portal: "
                + address()
                + ","
                + port()
                + "]";
    }

    LoginTerms login() {
        return new LoginTerms(
                target(),
                portal(),
                iface(),
                values.get("iface.transport_name"),
                Duration.ofSeconds(number("node.conn[0].timeo.login_timeout")),
                number("node.session.initial_login_retry_max"),
                credentials(),
                !values.get("node.session.scan").equals("manual"));
    }

    // names and secrets count only where the method says so
    private Credentials credentials() {
        return values.get("node.session.auth.authmethod").equals("CHAP")
                ? new Credentials(
                        values.get("node.session.auth.username"),
                        values.get("node.session.auth.password"),
                        values.get("node.session.auth.username_in"),
                        values.get("node.session.auth.password_in"))
                : Credentials.NONE;
    }

    boolean knows(String name) {
        return values.containsKey(name);
    }

    void set(String name, String value) {
        values.put(name, value);
    }

    /** As {@code -o show} prints it. */
    String show() {
        return BEGIN
                + values.entrySet().stream()
                        .map(entry -> entry.getKey() + " = " + shown(entry) + "\n")
                        .collect(Collectors.joining())
                + END;
    }

    /** As it stands in its file. */
    String file() {
        return BEGIN
                + values.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                        .collect(Collectors.joining())
                + END;
    }

    static String bracketed(String address) {
        return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    }

    private int number(String name) {
        return Integer.parseInt(values.get(name));
    }

    private static String shown(Map.Entry<String, String> entry) {
        if (entry.getValue().isEmpty()) {
            return "<empty>";
        }
        return entry.getKey().matches(".*\\.password(_in)?") ? "********" : entry.getValue();
    }
}
