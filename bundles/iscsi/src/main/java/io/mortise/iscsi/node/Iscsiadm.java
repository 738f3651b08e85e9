// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.host.CommandResult;
import io.mortise.host.Commands;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * open-iscsi's program. Decisions are made on its exit status, and on what sysfs shows afterwards,
 * never on what it prints. Thread-safe.
 */
public final class Iscsiadm {
    private final Commands commands;

    public Iscsiadm(Host host) {
        this.commands = host.commands();
    }

    /** What came of a run. */
    public record Ended(IscsiadmStatus status, CommandResult command) {
        private Ended(CommandResult command) {
            this(IscsiadmStatus.of(command), command);
        }
    }

    /** Logs in through all records of a target, all portals at once. */
    public Ended login(Iqn target, Deadline deadline) {
        return run(deadline, "-m", "node", "-T", target.name(), "--login");
    }

    /** Logs in through the records of one portal. */
    public Ended login(NodeRecord record, Deadline deadline) {
        String portal = record.spelledPortal();
        return run(deadline, "-m", "node", "-T", record.target().name(), "-p", portal, "--login");
    }

    /** Logs in through one of several records of a portal. */
    public Ended loginByIface(NodeRecord record, Deadline deadline) {
        return run(
                deadline,
                "-m",
                "node",
                "-T",
                record.target().name(),
                "-p",
                record.spelledPortal(),
                "-I",
                record.iface(),
                "--login");
    }

    /** Closes all sessions of a target, all at once. */
    public Ended logout(Iqn target, Deadline deadline) {
        return run(deadline, "-m", "node", "-T", target.name(), "--logout");
    }

    /** Closes one session. */
    public Ended logout(int sid, Deadline deadline) {
        return run(deadline, "-m", "session", "-r", String.valueOf(sid), "--logout");
    }

    /** Shows all records of a target as open-iscsi reads them, secrets as stars. */
    public CommandResult show(Iqn target, Deadline deadline) {
        return run(deadline, "-m", "node", "-T", target.name(), "-o", "show").command();
    }

    /**
     * Asks a portal which targets there are and where, and keeps nothing of the answer: no record
     * is made or changed. Killing it is harmless, since iscsid has no part in it.
     */
    public Ended discover(Portal portal, Optional<String> iface, Deadline deadline) {
        return run(deadline, discovery("discovery", portal, iface));
    }

    /** The same with the credentials that discovery's own record of that portal holds. */
    public Ended discoverByRecord(Portal portal, Optional<String> iface, Deadline deadline) {
        var arguments = discovery("discoverydb", portal, iface);
        arguments.add("-D");
        return run(deadline, arguments);
    }

    private static List<String> discovery(String mode, Portal portal, Optional<String> iface) {
        var arguments =
                new ArrayList<>(List.of("-m", mode, "-t", "sendtargets", "-p", portal.toString()));
        iface.ifPresent(name -> arguments.addAll(List.of("-I", name)));
        arguments.addAll(List.of("-o", "nonpersistent"));
        return arguments;
    }

    private Ended run(Deadline deadline, List<String> arguments) {
        return run(deadline, arguments.toArray(String[]::new));
    }

    private Ended run(Deadline deadline, String... arguments) {
        var argv = new ArrayList<String>();
        argv.add("iscsiadm");
        argv.addAll(List.of(arguments));
        return new Ended(commands.run(argv, deadline));
    }
}
