// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An iSCSI name (RFC 7143, 4.2.7): {@code iqn.}, {@code eui.} or {@code naa.}, at most 223 bytes.
 * Kept as it is written, since there are arrays (LIO) that know a target by that spelling alone;
 * compared without case, since no two targets differ by it only.
 *
 * @param name as it is written
 */
public record Iqn(String name) implements Comparable<Iqn> {
    private static final int LONGEST = 223;
    private static final Pattern FORM =
            Pattern.compile(
                    "iqn\\.\\d{4}-(0[1-9]|1[0-2])\\.[a-z0-9][a-z0-9.-]*(:[^\\p{Z}\\p{C}/,;\"'\\\\]+)?"
                            + "|eui\\.[0-9a-f]{16}"
                            + "|naa\\.([0-9a-f]{16}|[0-9a-f]{32})",
                    Pattern.CASE_INSENSITIVE);

    /**
     * @throws IllegalArgumentException if it is no iSCSI name
     */
    public Iqn {
        // in bytes, as in the names of open-iscsi's folders
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST || !FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "not an iSCSI name (iqn.YYYY-MM.reversed.domain:name, eui. or naa.): "
                            + Shown.of(name));
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is no iSCSI name
     */
    public static Iqn parse(String text) {
        return new Iqn(text);
    }

    /** The one text for all spellings: what is named after a target is named by it. */
    public String canonical() {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(Iqn other) {
        return canonical().compareTo(other.canonical());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Iqn iqn && canonical().equals(iqn.canonical());
    }

    @Override
    public int hashCode() {
        return canonical().hashCode();
    }

    /** The name as it is written. */
    @Override
    public String toString() {
        return name;
    }
}
