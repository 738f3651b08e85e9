// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.simulator.system.Captured;
import io.mortise.simulator.system.Lab;
import java.time.Duration;
import org.junit.After;
import org.junit.Test;

public class DatabaseLockTest {
    private static final String HELD = "/run/lock/iscsi/lock.write";

    private final Lab lab = new Lab();

    @After
    public void close() {
        lab.close();
    }

    @Test
    public void aStaleLockDelaysALoginBy32SecondsAndIsGoneAfterwards() {
        lab.records(4);
        lab.fabric().neighbour().leaveStaleLock();
        CommandResult login = run("lock-stale-node-login");
        assertEquals(0, login.status());
        assertEquals(32, login.took().toSeconds());
        assertFalse(lab.exists(HELD));
    }

    @Test
    public void aStaleLockMakesListingFail() {
        lab.records(1);
        lab.fabric().neighbour().leaveStaleLock();
        CommandResult list = run("lock-stale-node-list");
        assertEquals(6, list.status());
        assertEquals(Captured.of("open-iscsi-2.1.8/lock-stale-node-list").err(), list.err());
        assertTrue(lab.exists(HELD));
    }

    @Test
    public void updatesAndDeletesGoOnAfter32Seconds() {
        lab.records(1);
        lab.fabric().neighbour().leaveStaleLock();
        assertEquals(32, took("lock-stale-node-update"));
        lab.fabric().neighbour().leaveStaleLock();
        assertEquals(32, took("lock-stale-node-delete"));
    }

    @Test
    public void sessionsAndLogoutsDoNotWaitForTheLock() {
        lab.login();
        lab.fabric().neighbour().leaveStaleLock();
        assertEquals(0, took("session-4"));
        assertEquals(0, took("lock-stale-node-logout"));
        assertTrue(lab.exists(HELD));
    }

    @Test
    public void whoIsKilledWhileChangingRecordsLeavesTheLockBehind() {
        lab.records(4);
        CommandResult killed =
                lab.killedAfter(
                        Duration.ofMillis(42),
                        "iscsiadm",
                        "-m",
                        "node",
                        "-T",
                        Lab.IQN,
                        "-o",
                        "delete");
        assertEquals(CommandResult.Ending.TIMED_OUT, killed.ending());
        assertTrue(lab.exists(HELD));
    }

    private long took(String name) {
        CommandResult result = run(name);
        assertEquals(name, 0, result.status());
        return result.took().toSeconds();
    }

    private CommandResult run(String name) {
        return lab.run(Captured.of("open-iscsi-2.1.8/" + name).argv());
    }
}
