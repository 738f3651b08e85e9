// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.IscsiStatus;
import io.mortise.simulator.daemons.Iscsid;
import io.mortise.simulator.kernel.Session;
import io.mortise.simulator.machine.Process;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Logs out of sessions: asks iscsid for all at once, then waits for all. Needs no record and no
 * lock.
 */
final class Logouts {
    private static final Duration DAEMON_START = Duration.ofSeconds(1);

    private final Surroundings around;
    private final Process process;

    Logouts(Surroundings around, Process process) {
        this.around = around;
        this.process = process;
    }

    int of(Iscsid iscsid, Predicate<Session> wanted, String otherwise) {
        List<Session> sessions =
                around.kernel().sessions().all().stream()
                        .filter(Session::named)
                        .filter(wanted)
                        .toList();
        if (sessions.isEmpty()) {
            process.err("iscsiadm: " + otherwise + "\n");
            return IscsiStatus.NO_OBJECTS;
        }
        sessions.forEach(
                session -> process.out("Logging out of session " + described(session) + "\n"));
        if (!iscsid.running()) {
            return nobodyThere(sessions);
        }
        var results = new Results(process);
        sessions.forEach(session -> iscsid.logout(session, results.next()));
        int worst = IscsiStatus.SUCCESS;
        for (int k = 0; k < sessions.size(); k++) {
            int status = results.await(k);
            if (status == IscsiStatus.SUCCESS) {
                process.out("Logout of " + described(sessions.get(k)) + " successful.\n");
            } else {
                fail(sessions.get(k), status);
                worst = worst == IscsiStatus.SUCCESS ? status : worst;
            }
        }
        if (worst != IscsiStatus.SUCCESS) {
            process.err("iscsiadm: Could not logout of all requested sessions\n");
        }
        return worst;
    }

    private int nobodyThere(List<Session> sessions) {
        for (Session session : sessions) {
            process.err("sh: 1: /bin/systemctl: not found\n");
            process.pause(DAEMON_START);
            process.err("iscsiadm: can not connect to iSCSI daemon (111)!\n");
            fail(session, IscsiStatus.DAEMON);
        }
        process.err("iscsiadm: No matching sessions found\n");
        return IscsiStatus.NO_OBJECTS;
    }

    private void fail(Session session, int status) {
        process.err("iscsiadm: Could not logout of " + described(session) + ".\n");
        process.err(NodeLogin.reported(status));
    }

    private static String described(Session session) {
        return "[sid: "
                + session.id()
                + ", target: "
                + session.terms().target()
                + ", portal: "
                + (session.addressed() ? session.hostPart() + "," + session.port() : ",0")
                + "]";
    }
}
