// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import static org.junit.Assert.assertEquals;

import io.mortise.host.CommandResult;
import io.mortise.simulator.system.Lab;
import org.junit.After;
import org.junit.Test;

/** What open-iscsi 2.1.8 makes of records that stand in the wrong place; each seen in the lab. */
public class RecordLayoutTest {
    private static final String FOLDER = "/etc/iscsi/nodes/" + Lab.IQN;
    private static final String TEXT =
            "node.name = "
                    + Lab.IQN
                    + "\nnode.session.scan = manual\nnode.conn[0].address = 10.10.0.2\n"
                    + "node.conn[0].port = 3260\n";
    private static final String DATABASE =
            "iscsiadm: Could not execute operation on all records: encountered iSCSI database"
                    + " failure\n";

    private final Lab lab = new Lab();

    @After
    public void close() {
        lab.close();
    }

    @Test
    public void aPlainFileNamedWithATagIsListedButCannotBeUsed() {
        lab.file(FOLDER + "/10.10.0.2,3260,1", TEXT + "node.tpgt = -1\n");
        assertEquals("10.10.0.2:3260,4294967295 " + Lab.IQN + "\n", node().out());
        String unreadable =
                "iscsiadm: iface iter could not read dir " + FOLDER + "/10.10.0.2,3260,1.\n";
        ends(6, unreadable + DATABASE, node("-T", Lab.IQN, "--login"));
        ends(6, unreadable + DATABASE, node("-T", Lab.IQN, "-o", "delete"));
    }

    @Test
    public void aFolderRecordWithoutATagIsUpdatedIntoASecondRecordAndThenNotDeleted() {
        lab.file(FOLDER + "/10.10.0.2,3260,1/default", TEXT);
        assertEquals(0, node("-T", Lab.IQN, "--login").status());
        assertEquals(0, node("-T", Lab.IQN, "--logout").status());
        assertEquals(
                0,
                node("-T", Lab.IQN, "-o", "update", "-n", "node.startup", "-v", "manual").status());
        assertEquals("[10.10.0.2,3260, 10.10.0.2,3260,1]", lab.list(FOLDER).toString());
        ends(
                6,
                "iscsiadm: Could not stat "
                        + FOLDER
                        + "/10.10.0.2,3260,-1/default to delete node: No such file or directory\n"
                        + DATABASE,
                node("-T", Lab.IQN, "-o", "delete"));
        assertEquals("[10.10.0.2,3260,1]", lab.list(FOLDER).toString());
    }

    @Test
    public void bothLayoutsForOnePortalAreTwoRecordsOfWhichOneLogsIn() {
        lab.file(FOLDER + "/10.10.0.2,3260", TEXT);
        lab.file(FOLDER + "/10.10.0.2,3260,1/default", TEXT + "node.tpgt = 1\n");
        CommandResult login = node("-T", Lab.IQN, "-p", "10.10.0.2:3260", "--login");
        assertEquals(15, login.status());
        assertEquals(1, lab.fabric().leftovers().sessions().size());
        node("-T", Lab.IQN, "--logout");
        assertEquals(0, node("-T", Lab.IQN, "-o", "delete").status());
        assertEquals("[]", lab.list("/etc/iscsi/nodes").toString());
    }

    @Test
    public void aPlainFileAmongTheTargetsBreaksListingWithOneAndTheRestWithSix() {
        lab.records(1);
        lab.file("/etc/iscsi/nodes/plain", "x\n");
        ends(
                1,
                "iSCSI ERROR: Got ENOTDIR error when scandir /etc/iscsi/nodes/plain"
                        + "               # misc.c:_scandir():313\n",
                node());
        ends(6, DATABASE, node("-T", Lab.IQN, "--login"));
        assertEquals(1, lab.fabric().leftovers().sessions().size());
    }

    private CommandResult node(String... arguments) {
        String[] argv = new String[3 + arguments.length];
        argv[0] = "iscsiadm";
        argv[1] = "-m";
        argv[2] = "node";
        System.arraycopy(arguments, 0, argv, 3, arguments.length);
        return lab.run(argv);
    }

    private static void ends(int status, String err, CommandResult result) {
        assertEquals(status, result.status());
        assertEquals(err, result.err());
    }
}
