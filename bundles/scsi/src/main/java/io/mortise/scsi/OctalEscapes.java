// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's way to write blanks, tabs, line ends and backslashes in tables: {@code \040}. */
final class OctalEscapes {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-3][0-7]{2})");

    private OctalEscapes() {}

    static String undo(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        String.valueOf(
                                                (char) Integer.parseInt(match.group(1), 8))));
    }
}
