// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An argument vector taken apart as getopt_long does: {@code -x value}, {@code --long value},
 * {@code --long=value}.
 */
final class Options {
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();
    private Optional<String> unknown = Optional.empty();

    /**
     * @param argv the program's name and its arguments
     * @param known the options by every spelling, and the letter each stands for
     * @param taking the letters of those that take a value
     */
    Options(List<String> argv, Map<String, String> known, String taking) {
        for (int k = 1; k < argv.size(); k++) {
            String word = argv.get(k);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!word.startsWith("-")) {
                words.add(word);
            } else if (!known.containsKey(name)) {
                unknown = unknown.or(() -> Optional.of(word));
            } else if (!taking.contains(known.get(name))) {
                values.computeIfAbsent(known.get(name), n -> new ArrayList<>()).add("");
            } else if (equals >= 0 || k + 1 < argv.size()) {
                String value = equals >= 0 ? word.substring(equals + 1) : argv.get(++k);
                values.computeIfAbsent(known.get(name), n -> new ArrayList<>()).add(value);
            } else {
                unknown = unknown.or(() -> Optional.of(word));
            }
        }
    }

    boolean has(String letter) {
        return values.containsKey(letter);
    }

    Optional<String> value(String letter) {
        return all(letter).stream().reduce((first, last) -> last);
    }

    List<String> all(String letter) {
        return values.getOrDefault(letter, List.of());
    }

    /** What stands there without an option. */
    List<String> words() {
        return words;
    }

    /** The first option that is not known or lacks its value. */
    Optional<String> unknown() {
        return unknown;
    }

    /** Whether nothing but these options was given. */
    boolean only(String letters) {
        return words.isEmpty()
                && unknown.isEmpty()
                && values.keySet().stream().allMatch(letters::contains);
    }
}
