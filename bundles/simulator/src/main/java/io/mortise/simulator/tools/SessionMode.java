// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.IscsiStatus;
import io.mortise.simulator.kernel.Session;
import io.mortise.simulator.machine.Process;
import java.util.List;
import java.util.Optional;

/** {@code iscsiadm -m session}: lists, shows and ends sessions. */
final class SessionMode {
    private final Surroundings around;
    private final Process process;
    private final Options options;

    SessionMode(Surroundings around, Process process, Options options) {
        this.around = around;
        this.process = process;
        this.options = options;
    }

    int run() {
        Optional<String> id = options.value("r");
        if (id.isPresent()) {
            return id.get().matches("[0-9]{1,9}")
                    ? one(Integer.parseInt(id.get()))
                    : invalid(id.get());
        }
        if (options.has("u")) {
            return new Logouts(around, process)
                    .of(around.iscsid(), session -> true, "No matching sessions found");
        }
        return list();
    }

    private int invalid(String id) {
        process.err("iscsiadm: " + id + " is an invalid session ID or path\n");
        return IscsiStatus.GENERAL;
    }

    private int one(int id) {
        Optional<Session> session = around.kernel().sessions().find(id).filter(Session::named);
        if (session.isEmpty()) {
            process.err("iscsiadm: could not read session targetname: 5\n");
            process.err("iscsiadm: Could not get session info for sid " + id + "\n");
            return IscsiStatus.NO_SESSION_INFO;
        }
        if (options.has("u")) {
            return new Logouts(around, process)
                    .of(around.iscsid(), s -> s == session.get(), "No matching sessions found");
        }
        process.out(record(session.get()).show());
        return IscsiStatus.SUCCESS;
    }

    // a session that is just being made has no name yet
    private boolean readable(Session session) {
        if (!session.named()) {
            process.err("iscsiadm: could not read session targetname: 5\n");
        }
        return session.named();
    }

    private NodeRecord record(Session session) {
        return new NodeDatabase(process.machine().tree())
                        .find(
                                record ->
                                        record.target().equals(session.terms().target())
                                                && record.portal()
                                                        .equals(session.terms().address()))
                        .stream()
                        .findFirst()
                        .map(NodeFile::record)
                        .orElseGet(
                                () ->
                                        NodeRecord.fresh(
                                                session.terms().target(),
                                                session.hostPart(),
                                                Integer.parseInt(session.port())));
    }

    private int list() {
        List<Session> sessions =
                around.kernel().sessions().all().stream().filter(this::readable).toList();
        if (sessions.isEmpty()) {
            process.err("iscsiadm: No active sessions.\n");
            return IscsiStatus.NO_OBJECTS;
        }
        int level =
                Integer.parseInt(options.value("P").filter(p -> p.matches("[0-3]")).orElse("0"));
        process.out(new SessionReport(around.kernel(), level).of(sessions));
        return IscsiStatus.SUCCESS;
    }
}
