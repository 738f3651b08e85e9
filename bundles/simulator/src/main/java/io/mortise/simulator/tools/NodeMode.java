// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.IscsiStatus;
import io.mortise.simulator.machine.Process;
import java.util.List;
import java.util.Optional;

/** {@code iscsiadm -m node}: which operation, on which records. */
final class NodeMode {
    private final Surroundings around;
    private final Process process;
    private final Options options;
    private final NodeDatabase database;
    private final DatabaseLock lock;
    private final Wanted wanted;

    NodeMode(Surroundings around, Process process, Options options) {
        this.around = around;
        this.process = process;
        this.options = options;
        this.database = new NodeDatabase(process.machine().tree());
        this.lock = new DatabaseLock(process);
        this.wanted = new Wanted(options);
    }

    int run() {
        if (options.has("l") && options.has("u")) {
            return refuse("Invalid parameters. Both login and logout passed in");
        }
        if (options.has("u")) {
            return new Logouts(around, process)
                    .of(around.iscsid(), wanted::session, "No matching sessions found");
        }
        if (options.has("l")) {
            return new NodeLogin(around, process, lock, database).run(wanted, options.has("W"));
        }
        return switch (options.value("o").orElse("show")) {
            case "show" -> show();
            case "new" -> make();
            case "update" -> update();
            case "delete" -> delete();
            default -> refuse("can not recognize operation: '" + options.value("o").get() + "'");
        };
    }

    private int refuse(String why) {
        process.err("iscsiadm: " + why + "\n");
        return IscsiStatus.INVALID;
    }

    private int show() {
        if (!lock.take()) {
            process.err(
                    "iSCSI ERROR: Timeout on acquiring lock on DB: /run/lock/iscsi/lock.write,"
                            + " errno: 17 File exists # idbm.c:_idbm_lock():355\n");
            return IscsiStatus.DATABASE;
        }
        Optional<String> stray = database.stray();
        List<NodeFile> files = database.find(wanted::record);
        lock.giveBack();
        if (wanted.all() && stray.isPresent()) {
            process.err(
                    "iSCSI ERROR: Got ENOTDIR error when scandir "
                            + stray.get()
                            + "               # misc.c:_scandir():313\n");
            return IscsiStatus.GENERAL;
        }
        if (files.isEmpty()) {
            process.err("iscsiadm: No records found\n");
            return IscsiStatus.NO_OBJECTS;
        }
        if (!wanted.all()) {
            files.forEach(file -> process.out(file.record().show()));
        } else if (options.value("P").orElse("0").equals("1")) {
            printTree(files);
        } else {
            files.forEach(file -> process.out(line(file.record())));
        }
        return IscsiStatus.SUCCESS;
    }

    private static String line(NodeRecord record) {
        return record.portal()
                + ","
                + Integer.toUnsignedString(record.tag())
                + " "
                + record.target()
                + "\n";
    }

    private void printTree(List<NodeFile> files) {
        String last = "";
        for (NodeFile file : files) {
            NodeRecord record = file.record();
            if (!record.target().equals(last)) {
                process.out("Target: " + record.target() + "\n");
                last = record.target();
            }
            process.out("\tPortal: " + record.portal() + "," + record.tag() + "\n");
            process.out("\t\tIface Name: " + record.iface() + "\n");
        }
    }

    private int make() {
        if (!wanted.exact()) {
            return refuse("--portal and --targetname required for new node record");
        }
        lock.take();
        NodeRecord record = wanted.fresh();
        // -n and -v are taken and ignored
        database.write(record);
        process.pause(around.latencies().get().process().dividedBy(10));
        lock.giveBack();
        process.out(
                "New iSCSI node [tcp:[hw=,ip=,net_if=,iscsi_if=default] "
                        + record.address()
                        + ","
                        + record.port()
                        + ",-1 "
                        + record.target()
                        + "] added\n");
        return IscsiStatus.SUCCESS;
    }

    private int update() {
        List<String> names = options.all("n");
        List<String> values = options.all("v");
        if (names.isEmpty() || names.size() != values.size()) {
            return refuse("update requires name and value");
        }
        return new EachRecord(around, process, lock, database)
                .run(
                        wanted,
                        file -> {
                            for (int k = 0; k < names.size(); k++) {
                                if (!file.record().knows(names.get(k))) {
                                    process.err(
                                            "iscsiadm: Cannot modify "
                                                    + names.get(k)
                                                    + ". Invalid param name.\n");
                                    return IscsiStatus.INVALID;
                                }
                                file.record().set(names.get(k), values.get(k));
                            }
                            database.write(file.record());
                            return IscsiStatus.SUCCESS;
                        });
    }

    private int delete() {
        return new EachRecord(around, process, lock, database).run(wanted, this::delete);
    }

    private int delete(NodeFile file) {
        NodeRecord record = file.record();
        if (around.kernel()
                .sessions()
                .find(record.target(), record.portal(), record.iface())
                .isPresent()) {
            process.err(
                    "iscsiadm: This command will remove the record "
                            + record.described()
                            + ", but a session is using it. Logout session then rerun command to"
                            + " remove record.\n");
            return IscsiStatus.SESSION_EXISTS;
        }
        Optional<String> missing = database.delete(record);
        missing.ifPresent(
                path ->
                        process.err(
                                "iscsiadm: Could not stat "
                                        + path
                                        + " to delete node: No such file or directory\n"));
        return missing.isPresent() ? IscsiStatus.DATABASE : IscsiStatus.SUCCESS;
    }
}
