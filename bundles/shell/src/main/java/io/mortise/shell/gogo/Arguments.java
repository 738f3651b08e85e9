// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.gogo;

import io.mortise.api.Shown;
import io.mortise.shell.CommandFailed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Options and values of a command line, told apart; options begin with two dashes. */
final class Arguments {
    private final String usage;
    private final Set<String> options = new HashSet<>();
    private final List<String> values = new ArrayList<>();

    Arguments(String usage, Set<String> known, int expected, String... arguments) {
        this.usage = usage;
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                values.add(argument);
            } else if (known.contains(argument)) {
                options.add(argument);
            } else {
                throw wrong("unknown option " + Shown.plain(argument, 80));
            }
        }
        if (values.size() != expected) {
            throw wrong("expected " + expected + " argument(s), found " + values.size());
        }
    }

    boolean has(String option) {
        return options.contains(option);
    }

    String value() {
        return values.get(0);
    }

    private CommandFailed wrong(String what) {
        return new CommandFailed(what + ". Usage: " + usage);
    }
}
