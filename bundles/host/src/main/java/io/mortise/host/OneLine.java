// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.host;

import java.util.regex.Pattern;

/** Words of others for people: on one line, without what would act on a terminal. */
final class OneLine {
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{C}\\p{Zl}\\p{Zp}]+");

    private OneLine() {}

    static String of(String text) {
        return UNSEEN.matcher(text).replaceAll(" ").strip();
    }
}
