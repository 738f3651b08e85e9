// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.api.Owner;
import io.mortise.shell.CommandFailed;
import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code volume:attach}. */
@Service
@Command(
        scope = "volume",
        name = "attach",
        description = "Attaches a volume from connection information.")
public class AttachVolume extends Answering {
    private static final Owner OWNER = new Owner("shell");
    private static final String INPUT = "-";

    @Argument(name = "file", description = "A file with connection information")
    @Completion(FileCompleter.class)
    private String file = "";

    // Karaf takes whatever begins with a dash for an option.
    @Option(name = INPUT, description = "Read the connection information from the input")
    private boolean input;

    @Override
    protected String answer(Console all, Form form) {
        if (input != file.isEmpty()) {
            throw new CommandFailed("Usage: volume:attach FILE|- [--json]");
        }
        return all.attach(input ? INPUT : file, session().getKeyboard(), OWNER, form);
    }
}
