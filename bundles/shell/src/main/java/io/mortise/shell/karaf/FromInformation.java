// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.api.Owner;
import io.mortise.shell.CommandFailed;
import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** A command about the volume that a file, or the input, describes. */
abstract class FromInformation extends Answering {
    private static final Owner OWNER = new Owner("shell");
    private static final String INPUT = "-";

    private final String name;

    @Argument(name = "file", description = "A file with connection information")
    @Completion(FileCompleter.class)
    private String file = "";

    // Karaf takes whatever begins with a dash for an option.
    @Option(name = INPUT, description = "Read the connection information from the input")
    private boolean input;

    FromInformation(String name) {
        this.name = name;
    }

    @Override
    protected String answer(Console all, Form form) {
        if (input != file.isEmpty()) {
            throw new CommandFailed("Usage: " + name + " FILE|- [--json]");
        }
        return answer(all, input ? INPUT : file, session(), OWNER, form);
    }

    /** What the command does with it. */
    abstract String answer(
            Console all, String information, Session session, Owner owner, Form form);
}
