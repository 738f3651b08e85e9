// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell.gogo;

import io.mortise.api.DetachMode;
import io.mortise.api.Owner;
import io.mortise.shell.CommandFailed;
import io.mortise.shell.Console;
import io.mortise.shell.Form;
import java.util.List;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;

/** The scope {@code volume}. */
public final class VolumeCommands {
    private static final Owner OWNER = new Owner("shell");

    private final Console console;

    VolumeCommands(Console console) {
        this.console = console;
    }

    @Descriptor("attaches a volume: attach FILE|- [--json]")
    public String attach(CommandSession session, String... arguments) {
        var given = new Arguments("volume:attach FILE|- [--json]", Set.of("--json"), 1, arguments);
        return console.attach(given.value(), session.getKeyboard(), OWNER, form(given));
    }

    @Descriptor("detaches a volume: detach ID|FILE [--force [--ignore-errors]] [--json]")
    public String detach(String... arguments) {
        var given =
                new Arguments(
                        "volume:detach ID|FILE [--force [--ignore-errors]] [--json]",
                        Set.of("--force", "--ignore-errors", "--json"),
                        1,
                        arguments);
        return console.detach(given.value(), mode(given), form(given));
    }

    @Descriptor("has a volume take over its size on the array: extend ID [--json]")
    public String extend(String... arguments) {
        var given = new Arguments("volume:extend ID [--json]", Set.of("--json"), 1, arguments);
        return console.extend(given.value(), form(given));
    }

    @Descriptor("lists the attached volumes: list [--json]")
    public String list(String... arguments) {
        return console.list(form(only("volume:list [--json]", arguments)));
    }

    @Descriptor("shows an attached volume: show ID [--json]")
    public String show(String... arguments) {
        var given = new Arguments("volume:show ID [--json]", Set.of("--json"), 1, arguments);
        return console.show(given.value(), form(given));
    }

    @Descriptor("takes on a volume that others attached: adopt FILE|- [--json]")
    public String adopt(CommandSession session, String... arguments) {
        var given = new Arguments("volume:adopt FILE|- [--json]", Set.of("--json"), 1, arguments);
        return console.adopt(given.value(), session.getKeyboard(), OWNER, form(given));
    }

    @Descriptor("asks the paths of a volume anew which volume they lead to: verify ID [--json]")
    public String verify(String... arguments) {
        var given = new Arguments("volume:verify ID [--json]", Set.of("--json"), 1, arguments);
        return console.verify(given.value(), form(given));
    }

    @Descriptor("tells who is in the way of a detach: explain ID [--json]")
    public String explain(String... arguments) {
        var given = new Arguments("volume:explain ID [--json]", Set.of("--json"), 1, arguments);
        return console.explain(given.value(), form(given));
    }

    @Descriptor("the ids of the attached volumes, for completion and for loops")
    public List<String> ids() {
        return console.ids();
    }

    static Arguments only(String usage, String... arguments) {
        return new Arguments(usage, Set.of("--json"), 0, arguments);
    }

    static Form form(Arguments given) {
        return given.has("--json") ? Form.JSON : Form.TABLE;
    }

    private static DetachMode mode(Arguments given) {
        if (given.has("--ignore-errors") && !given.has("--force")) {
            throw new CommandFailed("--ignore-errors goes with --force only");
        }
        if (given.has("--ignore-errors")) {
            return DetachMode.FORCED_IGNORING_ERRORS;
        }
        return given.has("--force") ? DetachMode.FORCED : DetachMode.CONFIGURED;
    }
}
