// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

/**
 * A volume's unit serial number (SPC-4, VPD page 80), as its array prints it. Two are equal if
 * their texts are; blanks and zero bytes, which only pad a field, do not count at the ends, but
 * letter case, and whatever stands within, does.
 *
 * @param text 1 to 252 characters
 */
public record SerialNumber(String text) {
    private static final int LONGEST = 252;

    /**
     * @throws IllegalArgumentException if nothing, or too much, is left of it
     */
    public SerialNumber {
        text = trimmed(text);
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a serial number has 1 to "
                            + LONGEST
                            + " characters, this has "
                            + text.length());
        }
    }

    /** In quotes; what can't be printed, as its number: {@code "A 1\u0001"}. */
    // not by a pattern, which takes for ever to find the end of many blanks
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && pads(text.charAt(from))) {
            from++;
        }
        while (to > from && pads(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean pads(char c) {
        return c == 0 || c == ' ' || c >= '\t' && c <= '\r';
    }

    @Override
    public String toString() {
        var shown = new StringBuilder("\"");
        text.chars()
                .forEach(
                        c ->
                                shown.append(
                                        c < ' ' || c > '~'
                                                ? String.format("\\u%04x", c)
                                                : String.valueOf((char) c)));
        return shown.append('"').toString();
    }
}
