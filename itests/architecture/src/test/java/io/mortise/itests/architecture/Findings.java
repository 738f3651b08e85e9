// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;

/** What a test found against a rule: all of it, not only the first. */
final class Findings {
    private final List<String> found = new ArrayList<>();

    void add(String finding, Object... values) {
        found.add(finding.formatted(values));
    }

    void addAll(List<String> findings) {
        found.addAll(findings);
    }

    void none(String rule) {
        assertEquals(rule, "", String.join("\n", found));
    }
}
