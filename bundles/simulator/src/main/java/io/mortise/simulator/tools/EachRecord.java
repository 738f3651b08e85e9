// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.IscsiStatus;
import io.mortise.simulator.machine.Process;
import java.util.List;
import java.util.function.ToIntFunction;

/** Does something with each record that is wanted, one after the other, under the lock. */
final class EachRecord {
    private final Surroundings around;
    private final Process process;
    private final DatabaseLock lock;
    private final NodeDatabase database;

    EachRecord(Surroundings around, Process process, DatabaseLock lock, NodeDatabase database) {
        this.around = around;
        this.process = process;
        this.lock = lock;
        this.database = database;
    }

    int run(Wanted wanted, ToIntFunction<NodeFile> act) {
        List<NodeFile> files = database.find(wanted::record);
        if (files.isEmpty()) {
            process.err("iscsiadm: No records found\n");
            return IscsiStatus.NO_OBJECTS;
        }
        int worst = database.stray().isPresent() ? IscsiStatus.DATABASE : IscsiStatus.SUCCESS;
        for (NodeFile file : files) {
            // a lock that can't be had in 32 s is taken for had
            lock.take();
            process.pause(around.latencies().get().process().dividedBy(10));
            int status = usable(file) ? act.applyAsInt(file) : IscsiStatus.DATABASE;
            lock.giveBack();
            worst = worst == IscsiStatus.SUCCESS ? status : worst;
        }
        if (worst != IscsiStatus.SUCCESS) {
            process.err(failure(worst));
        }
        return worst;
    }

    /** Whether a record can be worked with; says why not. */
    boolean usable(NodeFile file) {
        if (file.misnamed()) {
            process.err("iscsiadm: iface iter could not read dir " + file.entry() + ".\n");
            return false;
        }
        if (!database.there(file)) {
            process.err("iscsiadm: iface iter could not stat " + file.entry() + ".\n");
            return false;
        }
        return true;
    }

    static String failure(int status) {
        return "iscsiadm: Could not execute operation on all records: "
                + IscsiStatus.text(status)
                + "\n";
    }
}
