// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A secret: in clear, or as the name of a file that holds it. Shows neither in {@link #toString};
 * has no other equality than its own identity, so that it is compared with nothing by accident.
 * Thread-safe.
 *
 * <p>Of printable ASCII characters, 1 to 255 of them, without a blank at either end: that is what
 * open-iscsi keeps in its records unchanged.
 */
public final class Secret {
    private static final int LONGEST = 255;

    private final Optional<String> file;
    private final char[] characters;

    private Secret(Optional<String> file, char[] characters) {
        this.file = file;
        this.characters = characters;
    }

    /**
     * A secret in clear. The array is copied, and may be overwritten afterwards.
     *
     * @throws IllegalArgumentException if it is not of that form; the message does not show it
     */
    public static Secret of(char[] characters) {
        if (characters.length < 1 || characters.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a secret has 1 to " + LONGEST + " characters, not " + characters.length);
        }
        for (char each : characters) {
            if (each < ' ' || each > '~') {
                throw new IllegalArgumentException(
                        "a secret is of printable ASCII characters; one in it is not");
            }
        }
        if (characters[0] == ' ' || characters[characters.length - 1] == ' ') {
            throw new IllegalArgumentException("a secret neither begins nor ends with a blank");
        }
        if (Arrays.equals(characters, "<empty>".toCharArray())) {
            throw new IllegalArgumentException("that word means \"no secret\" to open-iscsi");
        }
        return new Secret(Optional.empty(), characters.clone());
    }

    /**
     * The secret that a file of the host holds at the moment it is used; a line's end after it is
     * not part of it. The file must be a plain one, not a link, and closed to others.
     *
     * @throws IllegalArgumentException if the path is not absolute
     */
    public static Secret inFile(String path) {
        Objects.requireNonNull(path, "path");
        if (!path.startsWith("/") || path.length() > 4095 || !Shown.whole(path)) {
            throw new IllegalArgumentException("a file is named by its absolute path");
        }
        return new Secret(Optional.of(path), new char[0]);
    }

    /** The file that holds it; empty if it is here in clear. */
    public Optional<String> file() {
        return file;
    }

    /**
     * A copy of its characters.
     *
     * @throws IllegalStateException if it is in a file, or was wiped
     */
    public synchronized char[] reveal() {
        if (file.isPresent() || characters[0] == '\0') {
            throw new IllegalStateException("the secret is not here: in a file, or wiped");
        }
        return characters.clone();
    }

    /** Overwrites it here; a file stays as it is. */
    public synchronized void wipe() {
        Arrays.fill(characters, '\0');
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "***";
    }
}
