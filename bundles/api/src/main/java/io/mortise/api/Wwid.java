// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.regex.Pattern;

/**
 * A volume's identity as udev and multipath write it: the type digit of the designator ({@code 3}
 * NAA, {@code 2} EUI-64, {@code 1} T10 vendor, {@code 8} SCSI name) and the designator of VPD page
 * 83 (SPC-4, 7.8.6), for instance {@code 360014051234567890abcdef12345678}.
 */
public record Wwid(String text) implements Comparable<Wwid> {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z][!-.0-~]{3,254}");

    /**
     * @throws IllegalArgumentException if it is empty, too long, or has a blank, a slash or a
     *     control character
     */
    public Wwid {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a WWID: " + Shown.of(text));
        }
    }

    @Override
    public int compareTo(Wwid other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
