// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.Objects;

/**
 * Who proves himself by CHAP (RFC 1994; RFC 7143, 12.1.3), and with what.
 *
 * @param name 1 to 255 printable ASCII characters, without a blank at either end
 * @param secret what the other side knows too
 */
public record ChapUser(String name, Secret secret) {
    /**
     * @throws IllegalArgumentException if the name is not of that form
     */
    public ChapUser {
        Objects.requireNonNull(secret, "secret");
        if (!name.matches("[!-~]([ -~]{0,253}[!-~])?") || name.equals("<empty>")) {
            throw new IllegalArgumentException(
                    "a CHAP name is 1 to 255 printable ASCII characters, without a blank at either"
                            + " end: "
                            + Shown.of(name));
        }
    }
}
