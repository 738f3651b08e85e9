// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Rows by a format of {@code %x} wildcards, bare or padded under a line of titles. */
final class FormatTable {
    /** How rows look. */
    enum Style {
        RAW,
        PADDED
    }

    private final String format;
    private final Style style;

    FormatTable(String format, Style style) {
        this.format = format;
        this.style = style;
    }

    /** The text; without rows nothing, not even titles. Empty if a wildcard is not known. */
    <T> Optional<String> print(
            List<T> rows,
            BiFunction<T, Character, Optional<String>> value,
            Function<Character, Optional<String>> title) {
        Map<Character, Integer> widths = new HashMap<>();
        for (char wildcard : wildcards()) {
            if (title.apply(wildcard).isEmpty()) {
                return Optional.empty();
            }
            int width =
                    rows.stream()
                            .mapToInt(row -> value.apply(row, wildcard).orElse("").length())
                            .reduce(title.apply(wildcard).get().length(), Math::max);
            widths.put(wildcard, style == Style.PADDED ? width : 0);
        }
        if (rows.isEmpty()) {
            return Optional.of("");
        }
        var text = new StringBuilder();
        if (style == Style.PADDED) {
            text.append(line(wildcard -> title.apply(wildcard).orElse(""), widths));
        }
        rows.forEach(
                row ->
                        text.append(
                                line(wildcard -> value.apply(row, wildcard).orElse(""), widths)));
        return Optional.of(text.toString());
    }

    private List<Character> wildcards() {
        List<Character> found = new ArrayList<>();
        for (int k = format.indexOf('%'); k >= 0 && k + 1 < format.length(); ) {
            found.add(format.charAt(k + 1));
            k = format.indexOf('%', k + 2);
        }
        return found;
    }

    private String line(Function<Character, String> value, Map<Character, Integer> widths) {
        var text = new StringBuilder();
        for (int k = 0; k < format.length(); k++) {
            char c = format.charAt(k);
            if (c == '%' && k + 1 < format.length()) {
                char wildcard = format.charAt(++k);
                String found = value.apply(wildcard);
                text.append(found);
                text.append(" ".repeat(Math.max(0, widths.get(wildcard) - found.length())));
            } else {
                text.append(c);
            }
        }
        return text.append("\n").toString();
    }
}
