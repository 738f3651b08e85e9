// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.locks;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.Task;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.jvm.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;

public class HostLocksTest {
    private final SimulatedHost simulated = SimulatedHost.virtual(3);
    private final Host host = simulated.host();
    private final HostLocks locks = of(host);
    // another process of the same host; what is asked of it here waits on this one's tasks
    private final HostLocks elsewhere = of(simulated.another());

    private HostLocks of(Host owner) {
        return new HostLocks(host.tasks(), owner.files(), "/run/lock/mortise");
    }

    @After
    public void close() {
        simulated.close();
    }

    private Deadline in(int seconds) {
        return host.tasks().deadline(Duration.ofSeconds(seconds));
    }

    private boolean free(HostLocks where, Access access) {
        try {
            where.hold("x", access, in(1)).close();
            return true;
        } catch (VolumeException busy) {
            assertEquals(Reason.BUSY, busy.reason());
            return false;
        }
    }

    private void run(Runnable body) {
        simulated.run(body);
    }

    // os-brick D.27
    @Test
    public void anExclusiveLockExcludesThreadsAndProcessesUntilItIsGivenBack() {
        run(
                () -> {
                    Held held = locks.hold("x", Access.EXCLUSIVE, in(1));
                    for (HostLocks where : List.of(locks, elsewhere)) {
                        assertFalse(free(where, Access.EXCLUSIVE));
                        assertFalse(free(where, Access.SHARED));
                    }
                    held.close();
                    assertTrue(free(elsewhere, Access.EXCLUSIVE));
                    assertTrue(free(locks, Access.EXCLUSIVE));
                });
    }

    @Test
    public void aSharedLockIsHeldUntilItsLastHolderGivesItBack() {
        run(
                () -> {
                    Held one = locks.hold("x", Access.SHARED, in(1));
                    Held two = locks.hold("x", Access.SHARED, in(1));
                    assertTrue(free(elsewhere, Access.SHARED));
                    one.close();
                    one.close();
                    assertFalse(free(elsewhere, Access.EXCLUSIVE));
                    assertFalse(free(locks, Access.EXCLUSIVE));
                    two.close();
                    assertTrue(free(elsewhere, Access.EXCLUSIVE));
                });
    }

    @Test
    public void whoWaitsGetsItWhenAnotherProcessGivesItBack() {
        run(
                () -> {
                    Held held = elsewhere.hold("x", Access.EXCLUSIVE, in(1));
                    Task<Boolean> waiting =
                            host.tasks()
                                    .fork(
                                            "waiting",
                                            () -> {
                                                locks.hold("x", Access.SHARED, in(60)).close();
                                                return true;
                                            });
                    assertFalse(waiting.join(in(10)));
                    held.close();
                    assertTrue(waiting.join(in(1)));
                    assertTrue(waiting.result().isPresent());
                });
    }

    @Test
    public void neverAreTwoInsideAtOnceInAnyOrder() {
        for (long seed = 0; seed < 20; seed++) {
            try (var other = SimulatedHost.virtual(seed)) {
                other.run(() -> crowd(other.host()));
            }
        }
    }

    private static void crowd(Host host) {
        var locks = new HostLocks(host.tasks(), host.files(), "/run/lock/mortise");
        var inside = new ArrayList<Access>();
        List<Supplier<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Access access = i % 3 == 0 ? Access.EXCLUSIVE : Access.SHARED;
            all.add(
                    () -> {
                        Held held =
                                locks.hold(
                                        "x", access, host.tasks().deadline(Duration.ofMinutes(1)));
                        assertTrue(
                                access == Access.SHARED
                                        ? !inside.contains(Access.EXCLUSIVE)
                                        : inside.isEmpty());
                        inside.add(access);
                        host.files().exists("/run"); // lets others have their turn
                        inside.remove(access);
                        held.close();
                        return true;
                    });
        }
        host.tasks().forkAndJoin("crowd", all).forEach(Task::result);
        assertEquals(List.of(), inside);
    }

    @Test
    public void aDirectoryThatCanNotBeWrittenIsSaid() {
        simulated.faults(call -> Fault.fail(HostFailure.Kind.REFUSED));
        run(
                () -> {
                    var failure =
                            assertThrows(
                                    VolumeException.class,
                                    () -> locks.hold("x", Access.EXCLUSIVE, in(1)));
                    assertEquals(Reason.HOST_FAILED, failure.reason());
                });
        simulated.faults(call -> Fault.PASS);
        run(() -> assertTrue("nothing was kept", free(locks, Access.EXCLUSIVE)));
    }

    @Test
    public void namesOfFilesAreSafeAndDifferAsTheNamesOfLocksDo() {
        String long1 = "session [fe80::1]:3260/../iqn." + "x".repeat(300);
        String name = LockName.of(long1);
        assertTrue(name, name.matches("[A-Za-z0-9._-]{1,120}"));
        assertNotEquals(name, LockName.of(long1 + "y"));
        assertNotEquals(LockName.of("a/b"), LockName.of("a b"));
    }
}
