// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.Disk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sections of multipath.conf about single devices: {@code blacklist} with {@code wwid}, {@code
 * devnode} and {@code device}, and the aliases of {@code multipaths}.
 */
record Exclusions(List<String> wwids, List<String> nodes, List<String> vendors, String aliases) {
    private static final String VENDOR = "LIO-ORG";
    private static final String WORD = "\\s+(\"[^\"\\n]*\"|\\S+)";

    static Exclusions parse(String text) {
        String section = section(text, "blacklist");
        return new Exclusions(
                values(section, "wwid"),
                values(section, "devnode"),
                values(section, "vendor"),
                section(text, "multipaths"));
    }

    /** Whether a WWID is excluded. */
    boolean wwid(String wwid) {
        return any(wwids, wwid);
    }

    /** Whether a disk is excluded, by whatever. */
    boolean disk(Disk disk) {
        return wwid(disk.remembered().wwid()) || any(nodes, disk.name()) || any(vendors, VENDOR);
    }

    /** The name that a map is given, if one is. */
    Optional<String> alias(String wwid) {
        Matcher one = Pattern.compile("multipath\\s*\\{([^}]*)}").matcher(aliases);
        while (one.find()) {
            if (values(one.group(1), "wwid").contains(wwid)) {
                return values(one.group(1), "alias").stream().findFirst();
            }
        }
        return Optional.empty();
    }

    private static boolean any(List<String> patterns, String text) {
        return patterns.stream().anyMatch(p -> Pattern.compile(p).matcher(text).find());
    }

    private static List<String> values(String section, String keyword) {
        var found = new ArrayList<String>();
        Matcher line = Pattern.compile("(?m)^\\s*" + keyword + WORD).matcher(section);
        while (line.find()) {
            found.add(line.group(1).replace("\"", ""));
        }
        return found;
    }

    // up to the brace that closes it
    private static String section(String text, String name) {
        Matcher begin = Pattern.compile("(?m)^\\s*" + name + "\\s*\\{").matcher(text);
        if (!begin.find()) {
            return "";
        }
        int depth = 1;
        int at = begin.end();
        while (at < text.length() && depth > 0) {
            depth += text.charAt(at) == '{' ? 1 : text.charAt(at) == '}' ? -1 : 0;
            at++;
        }
        return text.substring(begin.end(), at);
    }
}
