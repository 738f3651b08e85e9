// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.scsi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Host;
import io.mortise.host.Written;
import io.mortise.simulator.fabric.Latencies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class DisksTest {
    private static final Hctl ADDRESS = Hctl.parse("0:0:0:1");

    private final Scene scene = new Scene("defaults {", "find_multipaths strict", "}");

    @After
    public void close() {
        scene.close();
    }

    // os-brick D.2
    @Test
    public void scansForThatLunAndNoOther() {
        scene.target().lun(2, scene.fabric().volume("other", Scene.SIZE));
        List<Disk> found =
                scene.on(
                        host -> {
                            var disks = new Disks(host);
                            Written written = disks.scan(ADDRESS, Scene.soon(host));
                            assertEquals(Written.DONE, written);
                            assertEquals("answered before the disk is made", 0, disks.all().size());
                            assertTrue(disks.mayCome(ADDRESS));
                            settled(host, disks);
                            return disks.all();
                        });
        assertEquals(List.of(new Disk("sda", ADDRESS)), found);
    }

    private static void settled(Host host, Disks disks) {
        Scene.soon(host)
                .await(
                        host.tasks().signal("never"),
                        Duration.ofMillis(1),
                        () -> Optional.of(disks).filter(d -> !d.mayCome(ADDRESS)));
    }

    // drivers/scsi/scsi_sysfs.c, scsi_bus_match: a LUN that is not connected gets no driver
    @Test
    public void ofAScsiDeviceThatIsNoDiskNoneMayCome() {
        assertFalse(mayCome(new byte[0]));
        assertTrue(mayCome(new byte[] {0x00, 0x00}));
        assertFalse("not connected", mayCome(new byte[] {0x20, 0x00}));
        assertFalse("an enclosure", mayCome(new byte[] {0x0d, 0x00}));
        assertFalse("nothing there", scene.on(h -> new Disks(h).mayCome(ADDRESS)));
    }

    private boolean mayCome(byte[] inquiry) {
        String device = "/sys/class/scsi_device/9:0:0:0/device";
        scene.simulated().computer().tree().binary(device + "/inquiry", () -> inquiry);
        return scene.on(h -> new Disks(h).mayCome(Hctl.parse("9:0:0:0")));
    }

    @Test
    public void aDiskIsGoneOnceTheKernelHasDoneWithIt() {
        var disk = new Disk(scene.scan(0, 1), ADDRESS);
        String folder = scene.on(h -> new Disks(h).folder(disk)).orElseThrow();
        assertFalse(gone(disk, folder));
        assertFalse(scene.on(h -> new Disks(h).isGoing(ADDRESS, folder)));
        scene.fabric().latencies(Latencies.lab().withRemoval(Duration.ofMillis(2700)));
        Duration one = Duration.ofSeconds(1);
        scene.on(h -> new Disks(h).delete(disk, h.tasks().deadline(one)));
        for (int second = 0; second < 2; second++) {
            assertFalse(scene.on(h -> new Disks(h).present(disk)));
            assertTrue(scene.on(h -> new Disks(h).isGoing(ADDRESS, folder)));
            assertFalse(gone(disk, folder));
            scene.simulated().pass(one);
        }
        assertTrue(gone(disk, folder));
        assertFalse(scene.on(h -> new Disks(h).isGoing(ADDRESS, folder)));
        assertEquals(Optional.empty(), scene.on(h -> new Disks(h).folder(disk)));
    }

    @Test
    public void aDiskIsGoneWhereThereIsAnotherByNow() {
        scene.scan(0, 1);
        var before = new Disk("sdq", ADDRESS);
        assertTrue(gone(before, scene.on(h -> new Disks(h).folder(before)).orElseThrow()));
    }

    private boolean gone(Disk disk, String folder) {
        return scene.on(h -> new Disks(h).gone(disk, Optional.of(folder)));
    }

    @Test
    public void scanningAHostThatIsGoneFindsNone() {
        assertEquals(
                Written.ABSENT,
                scene.on(h -> new Disks(h).scan(new Hctl(77, 0, 0, 1), Scene.soon(h))));
    }

    // peers C.68
    @Test
    public void findsADiskByAddressByNameAndByHost() {
        String name = scene.scan(2, 1);
        Hctl address = Hctl.parse("2:0:0:1");
        var disk = new Disk(name, address);
        assertEquals(Optional.of(disk), scene.on(h -> new Disks(h).find(address)));
        assertEquals(Optional.of(disk), scene.on(h -> new Disks(h).named(name)));
        assertEquals(List.of(disk), scene.on(h -> new Disks(h).ofHost(2)));
        assertEquals(List.of(), scene.on(h -> new Disks(h).ofHost(1)));
        assertEquals(Optional.empty(), scene.on(h -> new Disks(h).find(ADDRESS)));
        assertEquals(Optional.empty(), scene.on(h -> new Disks(h).named("sdx")));
    }

    // os-brick D.82
    @Test
    public void measuresADisk() {
        String name = scene.scan(0, 1);
        assertEquals(Long.valueOf(Scene.SIZE), scene.on(h -> new Disks(h).sizeBytes(name)));
        assertEquals(false, scene.on(h -> new Disks(h).readOnly(name)));
        assertEquals("running", scene.on(h -> new Disks(h).state(new Disk(name, ADDRESS))));
        assertEquals(Long.valueOf(0), scene.on(h -> new Disks(h).sizeBytes("sdx")));
        assertEquals("", scene.on(h -> new Disks(h).state(new Disk("sdx", Hctl.parse("9:0:0:1")))));
    }

    @Test
    public void deletesADisk() {
        var disk = new Disk(scene.scan(0, 1), ADDRESS);
        assertEquals(Written.DONE, scene.on(h -> new Disks(h).delete(disk, Scene.soon(h))));
        scene.simulated().pass(Duration.ofSeconds(1));
        assertFalse(scene.on(h -> new Disks(h).present(disk)));
        assertEquals(Written.ABSENT, scene.on(h -> new Disks(h).delete(disk, Scene.soon(h))));
    }

    @Test
    public void neverDeletesAnotherDiskThatSitsThereByNow() {
        String name = scene.scan(0, 1);
        var before = new Disk("sdq", ADDRESS);
        assertEquals(Written.ABSENT, scene.on(h -> new Disks(h).delete(before, Scene.soon(h))));
        assertTrue(scene.on(h -> new Disks(h).present(new Disk(name, ADDRESS))));
    }
}
