// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.util.regex.Pattern;

/**
 * On whose behalf a volume is attached: a principal, a bundle, or what the caller says; 1 to 128
 * characters, not all of them spaces.
 */
public record Owner(String name) {
    private static final Pattern FORM = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]{1,128}");

    /**
     * @throws IllegalArgumentException if it is blank, too long or has a control character
     */
    public Owner {
        if (name.isBlank() || !FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("not an owner's name: " + Shown.of(name));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
