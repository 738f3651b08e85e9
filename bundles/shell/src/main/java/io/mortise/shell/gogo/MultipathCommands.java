// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.gogo;

import io.mortise.shell.Console;
import org.apache.felix.service.command.Descriptor;

/** The scope {@code multipath}. */
public final class MultipathCommands {
    private final Console console;

    MultipathCommands(Console console) {
        this.console = console;
    }

    @Descriptor("lists the multipath maps: list [--json]")
    public String list(String... arguments) {
        return console.maps(
                VolumeCommands.form(VolumeCommands.only("multipath:list [--json]", arguments)));
    }
}
