// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi.multipath;

import io.mortise.host.CommandResult;
import io.mortise.host.Commands;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import java.time.Duration;
import java.util.List;

/** The program {@code multipath}: for when multipathd does not run. Thread-safe. */
public final class MultipathTool {
    private final Commands commands;

    public MultipathTool(Host host) {
        this.commands = host.commands();
    }

    /**
     * Removes a map without multipathd. Exit status 0: it is gone; 1: it is in use, or there is no
     * map of that name.
     *
     * @param name the map's own name: given a WWID where names are in use, the program does nothing
     *     and says that it went well (os-brick's bug 1663925)
     */
    public CommandResult flush(String name, Deadline deadline) {
        // a map's name is whatever somebody called it: with "-F" all maps would be flushed
        if (name.startsWith("-")) {
            return new CommandResult(
                    List.of("multipath", "-f", name),
                    CommandResult.Ending.NOT_STARTED,
                    -1,
                    "",
                    "not run: the map's name would be taken for an option",
                    Duration.ZERO);
        }
        return commands.run(List.of("multipath", "-f", name), deadline);
    }
}
