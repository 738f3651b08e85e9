// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.shell.gogo;

import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import io.mortise.shell.CommandFailed;
import java.util.Set;

/** Words of a command line in the shell. */
public final class ShellTarget {
    private ShellTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String[] words = new Input(data).texts().toArray(String[]::new);
        Must.failOnlyWith(
                        CommandFailed.class,
                        () -> new Arguments("volume:detach ID", Set.of("--force"), 1, words))
                .ifPresent(
                        given -> Must.hold(!given.value().startsWith("--"), "an option as value"));
    }
}
