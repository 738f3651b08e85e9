// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The text of a node record: {@code name = value} lines. */
final class RecordText {
    /** Tells whose it is; open-iscsi skips the line, and drops it when it writes the record. */
    static final String STAMP = "# made by Mortise, which deletes it with the session";

    /** What a record of ours has, and one that a discovery puts in its place has not. */
    static final Map<String, String> MARKS =
            Map.of(
                    "node.startup",
                    "manual",
                    "node.discovery_type",
                    "static",
                    LoginLimits.SCAN,
                    "manual");

    private static final String EMPTY = "<empty>";
    private static final String BEGIN = "# BEGIN RECORD";
    private static final String END = "# END RECORD";

    private RecordText() {}

    /**
     * Whether it is the beginning of what open-iscsi writes (idbm_print): without the last line, or
     * no line at all.
     */
    static boolean isCutShort(String text) {
        boolean begun = text.startsWith(BEGIN) || BEGIN.startsWith(text);
        return begun && text.lines().noneMatch(END::equals);
    }

    static boolean isStamped(String text) {
        return text.lines().anyMatch(STAMP::equals);
    }

    static Map<String, String> parse(String text) {
        var settings = new LinkedHashMap<String, String>();
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (!line.startsWith("#") && equals > 0) {
                String value = line.substring(equals + 1).strip();
                settings.put(line.substring(0, equals).strip(), value.equals(EMPTY) ? "" : value);
            }
        }
        return settings;
    }

    /**
     * What open-iscsi needs to know; it takes the rest from {@code iscsid.conf}. The group tag goes
     * with the place of the file, -1 with a plain one (2.1.8 would not find it otherwise).
     */
    static String minimal(
            Iqn target, Portal portal, OptionalInt tag, Iface iface, Map<String, String> more) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("node.name", target.name());
        settings.put("node.tpgt", String.valueOf(tag.orElse(-1)));
        settings.put("node.startup", "manual");
        settings.putAll(new TreeMap<>(iface.settings()));
        settings.put("node.discovery_type", "static");
        settings.put(NodeRecord.ADDRESS, portal.address());
        settings.put(NodeRecord.PORT, String.valueOf(portal.port()));
        settings.put("node.conn[0].startup", "manual");
        // one session for each path, whatever iscsid.conf says
        settings.put("node.session.nr_sessions", "1");
        settings.putAll(more);
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                .collect(Collectors.joining("", BEGIN + " 2.1.8\n" + STAMP + "\n", END + "\n"));
    }

    /** The same text with one value changed, or added if it was not there. */
    static String with(String text, String name, String value) {
        String line = name + " = " + (value.isEmpty() ? EMPTY : value);
        var lines = text.lines().collect(Collectors.toList());
        boolean changed = false;
        for (int i = 0; i < lines.size(); i++) {
            if (name(lines.get(i)).equals(name)) {
                lines.set(i, line);
                changed = true;
            }
        }
        if (!changed) {
            int end = lines.indexOf("# END RECORD");
            lines.add(end < 0 ? lines.size() : end, line);
        }
        return String.join("\n", lines) + "\n";
    }

    /** The same text without one name. */
    static String without(String text, String name) {
        return text.lines()
                .filter(line -> !name(line).equals(name))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The name of the setting in a line, as {@link #parse} sees it; "" if there is none. */
    private static String name(String line) {
        int equals = line.indexOf('=');
        return line.startsWith("#") || equals < 1 ? "" : line.substring(0, equals).strip();
    }
}
