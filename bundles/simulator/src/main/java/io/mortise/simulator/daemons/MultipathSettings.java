// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of multipath.conf is obeyed. The rest is as multipath-tools 0.9.4 has it for LIO:
 * group_by_prio, alua, tur, failback immediate, no_path_retry 12.
 *
 * @param findMultipaths find_multipaths: no, yes, strict, smart (off, on, greedy mean no, yes, no)
 * @param friendlyNames user_friendly_names: maps are named mpatha, mpathb...
 * @param interval polling_interval in seconds
 * @param longestInterval max_polling_interval in seconds
 * @param noPathRetry no_path_retry: a number, queue or fail
 * @param exclusions what is said of single devices
 */
record MultipathSettings(
        String findMultipaths,
        boolean friendlyNames,
        int interval,
        int longestInterval,
        String noPathRetry,
        Exclusions exclusions) {
    static MultipathSettings parse(String text) {
        String find = value(text, "find_multipaths").orElse("strict");
        int interval = value(text, "polling_interval").map(Integer::parseInt).orElse(5);
        return new MultipathSettings(
                switch (find) {
                    case "off", "greedy" -> "no";
                    case "on" -> "yes";
                    default -> find;
                },
                value(text, "user_friendly_names").filter("yes"::equals).isPresent(),
                interval,
                value(text, "max_polling_interval").map(Integer::parseInt).orElse(4 * interval),
                value(text, "no_path_retry").orElse("12"),
                Exclusions.parse(text));
    }

    /** For how many seconds a map without a path queues; empty if that has no end. */
    Optional<Integer> queueSeconds() {
        return switch (noPathRetry) {
            case "queue" -> Optional.empty();
            case "fail" -> Optional.of(0);
            default -> Optional.of(Integer.parseInt(noPathRetry) * interval + 1);
        };
    }

    /** As {@code show config local} prints it, but for what is always the same. */
    String print() {
        String find = findMultipaths.equals("no") ? "off" : findMultipaths;
        return "defaults {\n\tverbosity 2\n\tpolling_interval "
                + interval
                + "\n\tmax_polling_interval "
                + longestInterval
                + "\n\tuser_friendly_names \""
                + (friendlyNames ? "yes" : "no")
                + "\"\n\tfind_multipaths \""
                + (find.equals("yes") ? "on" : find)
                + "\"\n\tno_path_retry "
                + noPathRetry
                + "\n}\n";
    }

    private static Optional<String> value(String text, String keyword) {
        Matcher matcher =
                Pattern.compile("(?m)^\\s*" + keyword + "\\s+\"?([^\\s\"]+)").matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
