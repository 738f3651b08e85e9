// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.gogo;

import io.mortise.shell.Console;
import org.apache.felix.service.command.Descriptor;

/** The scope {@code session}. */
public final class SessionCommands {
    private final Console console;

    SessionCommands(Console console) {
        this.console = console;
    }

    @Descriptor("lists the iSCSI sessions: list [--json]")
    public String list(String... arguments) {
        return console.sessions(
                VolumeCommands.form(VolumeCommands.only("session:list [--json]", arguments)));
    }
}
