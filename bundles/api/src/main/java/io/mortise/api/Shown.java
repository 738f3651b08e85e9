// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.regex.Pattern;

/**
 * How text from elsewhere is shown in a message: short, on one line, and without anything that
 * could act on a terminal or turn the direction of the line around.
 */
public final class Shown {
    private static final int LONGEST = 80;
    // controls (C1 too), formats, halves of pairs, and what ends a line or paragraph
    private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Shown() {}

    /** In quotes, at most 80 characters of it; what can't be seen as question marks. */
    public static String of(String value) {
        return '"' + plain(value, LONGEST) + '"';
    }

    /** The same without quotes, at most so many characters of it. */
    public static String plain(String value, int most) {
        String brief = value.length() > most ? value.substring(0, most) : value;
        String seen = UNSEEN.matcher(brief).replaceAll("?");
        return value.length() > most ? seen + "..." : seen;
    }

    /** Whether all of it can be shown as it is. */
    static boolean whole(String value) {
        return !UNSEEN.matcher(value).find();
    }
}
