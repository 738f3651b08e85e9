// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.gogo;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.shell.CommandFailed;
import java.util.Set;
import org.junit.Test;

public class ArgumentsTest {
    private static final Set<String> KNOWN = Set.of("--json", "--force");

    @Test
    public void optionsMayStandBeforeAndAfterValues() {
        var given = new Arguments("x", KNOWN, 1, "--json", "id", "--force");
        assertEquals("id", given.value());
        assertTrue(given.has("--json") && given.has("--force"));
    }

    @Test
    public void aSingleDashIsAValue() {
        var given = new Arguments("x", KNOWN, 1, "-");
        assertEquals("-", given.value());
        assertFalse(given.has("--json"));
    }

    @Test
    public void anUnknownOptionIsRefusedWithTheUsage() {
        var thrown =
                assertThrows(
                        CommandFailed.class,
                        () -> new Arguments("volume:list [--json]", KNOWN, 0, "--jsn"));
        assertEquals("unknown option --jsn. Usage: volume:list [--json]", thrown.getMessage());
    }

    @Test
    public void tooFewAndTooManyValuesAreRefused() {
        assertThrows(CommandFailed.class, () -> new Arguments("x", KNOWN, 1));
        assertThrows(CommandFailed.class, () -> new Arguments("x", KNOWN, 1, "a", "b"));
    }
}
