// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.IscsiStatus;
import io.mortise.simulator.machine.Process;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code iscsiadm -m node --login}: asks iscsid for all records at once, then waits for all. */
final class NodeLogin {
    private static final Duration DAEMON_START = Duration.ofSeconds(1);

    private final Surroundings around;
    private final Process process;
    private final DatabaseLock lock;
    private final NodeDatabase database;

    NodeLogin(Surroundings around, Process process, DatabaseLock lock, NodeDatabase database) {
        this.around = around;
        this.process = process;
        this.lock = lock;
        this.database = database;
    }

    int run(Wanted wanted, boolean background) {
        lock.take();
        process.pause(around.latencies().get().process().dividedBy(10));
        List<NodeFile> files = database.find(wanted::record);
        boolean stray = database.stray().isPresent();
        lock.giveBack();
        if (files.isEmpty()) {
            process.err("iscsiadm: No records found\n");
            return IscsiStatus.NO_OBJECTS;
        }
        var records = new EachRecord(around, process, lock, database);
        boolean broken = stray || !files.stream().allMatch(records::usable);
        if (broken) {
            process.err(EachRecord.failure(IscsiStatus.DATABASE));
        }
        List<NodeRecord> usable =
                files.stream().filter(file -> !file.misnamed()).map(NodeFile::record).toList();
        int status = login(usable, background);
        return broken ? IscsiStatus.DATABASE : status;
    }

    private int login(List<NodeRecord> records, boolean background) {
        int worst = IscsiStatus.SUCCESS;
        List<NodeRecord> asked = new ArrayList<>();
        for (NodeRecord record : records) {
            if (around.kernel()
                    .sessions()
                    .find(record.target(), record.portal(), record.iface())
                    .isPresent()) {
                process.err(
                        "iscsiadm: "
                                + record.iface()
                                + ": 1 session requested, but 1 already present.\n");
                worst = IscsiStatus.SESSION_EXISTS;
            } else {
                asked.add(record);
            }
        }
        var results = new Results(process);
        for (NodeRecord record : asked) {
            process.out("Logging in to " + record.described() + "\n");
            ask(record, results);
        }
        if (!background) {
            worst = await(asked, results, worst);
        }
        if (worst != IscsiStatus.SUCCESS) {
            process.err("iscsiadm: Could not log into all portals\n");
        }
        return worst;
    }

    private void ask(NodeRecord record, Results results) {
        if (around.iscsid().running()) {
            around.iscsid().login(record.login(), results.next());
            return;
        }
        process.err("sh: 1: /bin/systemctl: not found\n");
        process.pause(DAEMON_START);
        process.err("iscsiadm: can not connect to iSCSI daemon (111)!\n");
        results.next().accept(IscsiStatus.DAEMON);
    }

    private int await(List<NodeRecord> asked, Results results, int before) {
        int worst = before;
        for (int k = 0; k < asked.size(); k++) {
            int status = results.await(k);
            if (status == IscsiStatus.SUCCESS) {
                process.out("Login to " + asked.get(k).described() + " successful.\n");
            } else {
                process.err("iscsiadm: Could not login to " + asked.get(k).described() + ".\n");
                process.err(reported(status));
                worst = worst == IscsiStatus.SUCCESS ? status : worst;
            }
        }
        return worst;
    }

    static String reported(int status) {
        return "iscsiadm: initiator reported error ("
                + status
                + " - "
                + IscsiStatus.text(status)
                + ")\n";
    }
}
