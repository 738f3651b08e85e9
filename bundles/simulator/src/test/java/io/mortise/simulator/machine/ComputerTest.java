// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.Signal;
import io.mortise.host.Uevent;
import io.mortise.simulator.SimulatedHost;
import io.mortise.simulator.baton.Crashed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class ComputerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedHost simulated = SimulatedHost.virtual(11);
    private final Computer computer = simulated.computer();

    @After
    public void close() {
        simulated.close();
    }

    private static Uevent event(String action, String device) {
        return new Uevent(
                Uevent.Source.KERNEL, action, "/devices/" + device, "block", Map.of("A", "b"));
    }

    @Test
    public void subscribersHearWhatTheirFilterTakesUntilTheyClose() {
        Signal signal = simulated.host().tasks().signal("disks");
        Held subscription =
                simulated.host().uevents().subscribe(e -> e.name().startsWith("sd"), signal);
        computer.announcer().announce(event("add", "sda"));
        computer.announcer().announce(event("add", "dm-0"));
        assertEquals(1, signal.count());
        computer.announcer().lose();
        assertEquals(2, signal.count());
        subscription.close();
        computer.announcer().announce(event("add", "sdb"));
        assertEquals(2, signal.count());
    }

    @Test
    public void aNoticeWakesWhoWaitsForIt() {
        simulated.run(
                () -> {
                    var tasks = simulated.host().tasks();
                    Signal signal = tasks.signal("disks");
                    simulated.host().uevents().subscribe(e -> true, signal);
                    computer.timeline()
                            .after(
                                    SECOND,
                                    "disk appears",
                                    () -> computer.announcer().announce(event("add", "sda")));
                    assertTrue(tasks.await(signal, 0, Deadline.never(tasks)));
                    assertEquals(SECOND.toNanos(), tasks.nanos());
                });
    }

    @Test
    public void aPartBootsWhenInstalledAndAgainAtEachReboot() {
        List<String> boots = new ArrayList<>();
        computer.install(machine -> boots.add(machine.identity().bootId()));
        simulated.reboot();
        assertEquals(2, boots.size());
        assertFalse(boots.get(0).equals(boots.get(1)));
        assertEquals(boots.get(1), simulated.host().identity().bootId());
    }

    @Test
    public void aRebootDropsWhatWasPlannedAndWhoListened() {
        List<String> seen = new ArrayList<>();
        computer.timeline().after(SECOND, "old", () -> seen.add("old"));
        computer.announcer().listen(e -> seen.add("heard"));
        computer.services().listen("daemon", peer -> bytes -> {});
        simulated.reboot();
        computer.announcer().announce(event("add", "sda"));
        simulated.pass(SECOND.multipliedBy(2));
        assertEquals(List.of(), seen);
        var gone =
                assertThrows(
                        HostFailure.class,
                        () ->
                                simulated
                                        .host()
                                        .sockets()
                                        .connect(
                                                "daemon",
                                                simulated.host().tasks().deadline(SECOND)));
        assertEquals(HostFailure.Kind.UNAVAILABLE, gone.kind());
    }

    @Test
    public void aRebootFromInsideEndsTheBodyThatAskedForIt() {
        List<String> seen = new ArrayList<>();
        assertThrows(
                Crashed.class,
                () ->
                        simulated.run(
                                () -> {
                                    computer.reboot();
                                    seen.add("survived");
                                }));
        assertEquals(List.of(), seen);
    }

    @Test
    public void twoComputersOfOneSeedAreTheSameAndOfTwoSeedsAreNot() {
        try (var same = SimulatedHost.virtual(11);
                var other = SimulatedHost.virtual(12)) {
            assertEquals(simulated.host().identity(), same.host().identity());
            assertFalse(simulated.host().identity().sameMachine(other.host().identity()));
        }
        assertTrue(simulated.host().identity().kind().startsWith("simulator:"));
    }

    @Test
    public void removingADirectoryRemovesAllBelow() {
        Tree tree = computer.tree();
        tree.file("/sys/block/sda/device/wwid", "x");
        tree.link("/sys/class/sda", "../block/sda");
        tree.remove("/sys/block/sda");
        assertEquals(Optional.empty(), tree.read("/sys/class/sda/device/wwid"));
        assertTrue(tree.exists("/sys/class/sda"));
        tree.remove("/sys/block/sda");
        assertEquals(List.of(), tree.list("/sys/block"));
    }

    @Test
    public void programsReplaceAndRenameFiles() {
        Tree tree = computer.tree();
        tree.file("/etc/iscsi/nodes/a", "1");
        tree.append("/etc/iscsi/nodes/a", "2");
        tree.rename("/etc/iscsi/nodes/a", "/etc/iscsi/nodes/b");
        assertEquals(List.of("b"), tree.list("/etc/iscsi/nodes"));
        assertEquals(Optional.of("12"), tree.read("/etc/iscsi/nodes/b"));
        simulated.reboot();
        assertEquals(Optional.of("12"), tree.read("/etc/iscsi/nodes/b"));
    }
}
