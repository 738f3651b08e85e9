// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.locks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of locks as names of files: readable as far as they go, and told apart by a digest. */
final class LockName {
    private static final int READABLE = 80;
    private static final int DIGEST = 12;

    private LockName() {}

    static String of(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9.-]+", "_");
        String readable = plain.length() > READABLE ? plain.substring(0, READABLE) : plain;
        return readable + "." + digest(name) + ".lock";
    }

    private static String digest(String name) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
