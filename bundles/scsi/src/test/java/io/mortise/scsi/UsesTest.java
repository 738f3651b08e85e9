// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.HostFailure;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.simulator.fabric.Neighbour;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.jvm.Call;
import io.mortise.simulator.jvm.Fault;
import io.mortise.simulator.machine.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.After;
import org.junit.Test;

public class UsesTest {
    private static final Duration AMPLE = Duration.ofSeconds(5);

    private final Scene scene = new Scene("defaults {", "find_multipaths no", "}");
    private final Neighbour neighbour = scene.fabric().neighbour();
    private final Set<String> disks = scene.attachAll();
    private final String map =
            scene.on(h -> new MultipathDevices(h).byWwid(scene.wwid())).orElseThrow().device();

    @After
    public void close() {
        scene.close();
    }

    @Test
    public void anUnusedMapHasNone() {
        assertEquals(List.of(), of(map));
        assertEquals(List.of(), of("dm-77"));
    }

    @Test
    public void namesTheMountPoint() {
        neighbour.mount(map, "/srv/my data");
        assertEquals(List.of(map + " is mounted on /srv/my data"), of(map));
        neighbour.unmount("/srv/my data");
        assertEquals(List.of(), of(map));
    }

    @Test
    public void namesSwap() {
        neighbour.swapOn(map);
        assertEquals(List.of(map + " is swapped on as /dev/" + map), of(map));
        assertEquals("no use of a disk beside it", List.of(), of(disks.iterator().next(), map));
    }

    @Test
    public void namesWhatIsStackedOnItAndWhoUsesThat() {
        String above = neighbour.stack(map, "secret", "CRYPT-LUKS2-0123-secret");
        neighbour.mount(above, "/vault");
        assertEquals(
                List.of(
                        map + " is open as the encrypted device secret (" + above + ")",
                        above + " is mounted on /vault"),
                of(map));
    }

    // os-brick D.72
    @Test
    public void tellsLvmPartitionsAndOthersApart() {
        neighbour.stack(map, "vg-lv", "LVM-abcdef");
        neighbour.stack(map, "x-part1", "part1-mpath-" + scene.wwid());
        neighbour.stack(map, "linear", "");
        assertEquals(
                List.of(Use.Kind.LVM, Use.Kind.PARTITION, Use.Kind.MAPPER),
                scene.on(h -> new Uses(h).of(map)).stream().map(Use::kind).toList());
    }

    @Test
    public void theMapAboveAPathCountsUnlessItIsExpected() {
        String disk = disks.iterator().next();
        neighbour.mount(map, "/srv");
        assertEquals(
                List.of(
                        disk + " is a path of the multipath map " + scene.wwid() + " (" + map + ")",
                        map + " is mounted on /srv"),
                of(disk));
        assertEquals(List.of(), scene.on(h -> new Uses(h).of(disk, Set.of(map))));
    }

    private List<String> everywhere(String device) {
        Uses.Everywhere all =
                scene.on(h -> new Uses(h).everywhere(device, Set.of(), h.tasks().deadline(AMPLE)));
        assertTrue("all was looked at", all.whole());
        return all.uses().stream().map(Use::describe).toList();
    }

    @Test
    public void namesTheProgramThatHasItOpenWithItsProcessId() {
        neighbour.open(map, new User("postgres", 4711));
        assertEquals("a cheap look does not see it", List.of(), of(map));
        assertEquals(List.of(map + " is held open by postgres (pid 4711)"), everywhere(map));
        neighbour.close(new User("postgres", 4711));
        assertEquals(List.of(), everywhere(map));
    }

    @Test
    public void namesAMountThatOnlyAnotherMountNamespaceHas() {
        neighbour.mount(map, "/var/lib/box", new User("box", 812));
        assertEquals(List.of(), of(map));
        assertEquals(
                List.of(
                        map
                                + " is mounted on /var/lib/box in the mount namespace of box (pid"
                                + " 812)"),
                everywhere(map));
    }

    @Test
    public void daemonsThatWatchEveryDeviceAreNotInTheWay() {
        neighbour.open(map, new User("(udev-worker)", 300));
        neighbour.open(map, new User("multipathd", 301));
        assertEquals(List.of(), everywhere(map));
    }

    @Test
    public void aSearchThatRunsOutOfTimeSaysSo() {
        neighbour.open(map, new User("postgres", 4711));
        Uses.Everywhere cut =
                scene.on(
                        h ->
                                new Uses(h)
                                        .everywhere(
                                                map, Set.of(), h.tasks().deadline(Duration.ZERO)));
        assertEquals(List.of(), cut.uses());
        assertFalse(cut.whole());
    }

    private static final User DATABASE = new User("postgres", 4711);
    private static final String DESCRIPTORS = "/proc/4711/fd";

    private Uses.Everywhere looked(Fault fault, String operation, String path) {
        scene.simulated()
                .faults(
                        call ->
                                call.operation().equals(operation) && call.subject().equals(path)
                                        ? fault
                                        : Fault.PASS);
        return scene.on(h -> new Uses(h).everywhere(map, Set.of(), h.tasks().deadline(AMPLE)));
    }

    private Uses.Everywhere notLetIn() {
        return looked(Fault.fail(HostFailure.Kind.REFUSED), Call.LIST, DESCRIPTORS);
    }

    // a file on a dead FUSE or NFS mount, in a folder that somebody called dev
    @Test
    public void aDescriptorThatCantBeLookedAtHidesNoOtherOfItsProcess() {
        neighbour.open(map, DATABASE);
        Uses.Everywhere found =
                looked(Fault.fail(HostFailure.Kind.IO), Call.BLOCK_NUMBER, DESCRIPTORS + "/0");
        assertEquals(
                List.of(map + " is held open by postgres (pid 4711)"),
                found.uses().stream().map(Use::describe).toList());
        assertFalse(found.whole());
    }

    @Test
    public void aProcessThatLetsNobodyInIsNotTakenForLookedAt() {
        neighbour.open(map, DATABASE);
        Uses.Everywhere found = notLetIn();
        assertEquals(List.of(), found.uses());
        assertFalse(found.whole());
        assertEquals("it is not known whether a program has it open", found.describe());
    }

    @Test
    public void norIsOneWhoseMountsCantBeRead() {
        neighbour.mount(map, "/var/lib/box", new User("box", 812));
        String mounts = "/proc/812/mountinfo";
        assertFalse(looked(Fault.fail(HostFailure.Kind.REFUSED), Call.READ, mounts).whole());
    }

    @Test
    public void aProcessThatEndsWhileItIsLookedAtIsNotPassedOver() {
        neighbour.open(map, DATABASE);
        Tree tree = scene.simulated().computer().tree();
        scene.simulated()
                .faults(
                        call -> {
                            if (!call.subject().equals(DESCRIPTORS + "/0")) {
                                return Fault.PASS;
                            }
                            tree.remove("/proc/4711");
                            return Fault.fail(HostFailure.Kind.REFUSED);
                        });
        Uses.Everywhere found =
                scene.on(h -> new Uses(h).everywhere(map, Set.of(), h.tasks().deadline(AMPLE)));
        assertTrue(found.whole());
    }

    @Test
    public void threadsOfTheKernelAndProcessesThatHaveEndedHaveNothingOpen() {
        neighbour.open(map, DATABASE);
        Tree tree = scene.simulated().computer().tree();
        String kernel = " S 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 35 0 0";
        tree.file("/proc/4711/stat", "4711 (a) S (b)" + kernel);
        assertTrue(notLetIn().whole());
        tree.file("/proc/4711/stat", "4711 (a) Z (b) Z 1 4711 4711 0 -1 4227084 0 0 0 0 0 0");
        assertTrue(notLetIn().whole());
        tree.file("/proc/4711/stat", "4711 (a) Z (b) S 1 4711 4711 0 -1 4194560 0 0 0 0 0 0");
        assertFalse(notLetIn().whole());
        tree.file("/proc/4711/stat", "4711 (a");
        assertFalse(notLetIn().whole());
    }

    private List<String> of(String device, String... expected) {
        return scene.on(h -> new Uses(h).of(device, Set.of(expected))).stream()
                .map(Use::describe)
                .toList();
    }
}
