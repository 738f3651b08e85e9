// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.karaf;

import io.mortise.api.DetachMode;
import io.mortise.shell.CommandFailed;
import io.mortise.shell.Console;
import io.mortise.shell.Form;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code volume:detach}. */
@Service
@Command(scope = "volume", name = "detach", description = "Detaches a volume.")
public class DetachVolume extends Answering {
    @Argument(
            name = "id",
            required = true,
            description = "The id of an attachment, or a file with connection information")
    @Completion(IdsAndFiles.class)
    private String id;

    @Option(name = "--force", description = "Go on after failures; unwritten data may be lost")
    private boolean force;

    @Option(
            name = "--ignore-errors",
            description = "With --force: report failures in the result only")
    private boolean ignoreErrors;

    @Override
    protected String answer(Console all, Form form) {
        return all.detach(id, mode(), form);
    }

    private DetachMode mode() {
        if (ignoreErrors && !force) {
            throw new CommandFailed("--ignore-errors goes with --force only");
        }
        if (!force) {
            return DetachMode.CONFIGURED;
        }
        return ignoreErrors ? DetachMode.FORCED_IGNORING_ERRORS : DetachMode.FORCED;
    }
}
