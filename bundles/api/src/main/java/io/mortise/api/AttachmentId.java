// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.regex.Pattern;

/**
 * The name of an attachment: 10 characters of base32 (RFC 4648, lower case), random, never reused.
 */
public record AttachmentId(String text) implements Comparable<AttachmentId> {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Pattern FORM = Pattern.compile("[a-z2-7]{10}");

    /**
     * @throws IllegalArgumentException if it is not of that form
     */
    public AttachmentId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not an attachment id (10 of a-z, 2-7): " + Shown.of(text));
        }
    }

    /** The id made of the low 50 bits of a random number. */
    public static AttachmentId of(long random) {
        var text = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            text.append(ALPHABET.charAt((int) (random >>> 5 * i & 31)));
        }
        return new AttachmentId(text.toString());
    }

    @Override
    public int compareTo(AttachmentId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
