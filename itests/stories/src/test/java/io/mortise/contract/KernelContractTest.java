// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static io.mortise.contract.Shape.ANNOUNCE;
import static io.mortise.contract.Shape.CAPACITY;
import static io.mortise.contract.Shape.CLAIM;
import static io.mortise.contract.Shape.DELETE;
import static io.mortise.contract.Shape.INQUIRY;
import static io.mortise.contract.Shape.INQUIRY_SERIAL;
import static io.mortise.contract.Shape.READ_BLOCK;
import static io.mortise.contract.Shape.RESCAN;
import static io.mortise.contract.Shape.SCAN;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.api.SerialNumber;
import io.mortise.host.Written;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Hctl;
import io.mortise.scsi.Identity;
import io.mortise.scsi.multipath.DmMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.Test;

public class KernelContractTest extends Contract {
    private Written scan(Hctl address, Duration limit) {
        return on(() -> disks().scan(address, in(limit)));
    }

    private List<String> identity(Disk disk, Duration limit) {
        return on(
                () ->
                        new Identity(ground().host())
                                .live(disk, in(limit)).stream().map(wwid -> wwid.text()).toList());
    }

    // os-brick D.2, peers C.2
    @Test
    @Covers(SCAN)
    public void aScanMakesTheDiskOfItsLunAndNoOther() {
        login();
        assertEquals(Written.DONE, scan(address(0, 1), LONG));
        until("the disk", () -> disk(0, 1).isPresent());
        Disk disk = disk(0, 1).orElseThrow();
        assertEquals("a scan again", Written.DONE, scan(address(0, 1), LONG));
        assertEquals(Optional.of(disk), disk(0, 1));
        assertEquals(1, on(() -> disks().all()).size());
    }

    @Test
    @Covers(SCAN)
    public void aScanForALunThatIsNotThereMakesNothing() {
        login();
        assertEquals(Written.DONE, scan(address(0, 9), LONG));
        assertEquals(List.of(), on(() -> disks().all()));
    }

    @Test
    @Covers(SCAN)
    public void aHostThatIsNotThereIsAbsent() {
        assertEquals(Written.ABSENT, scan(new Hctl(99, 0, 0, 1), LONG));
    }

    @Test
    @Covers(SCAN)
    public void aScanOverACutPathAnswersOnlyWhenThePathIsBack() {
        login();
        ground().cut(0);
        assertEquals(Written.UNKNOWN, scan(address(0, 1), Duration.ofSeconds(2)));
        ground().mend(0);
    }

    @Test
    @Covers({SCAN, DELETE})
    public void aDiskIsDeletedOnce() {
        login();
        Disk disk = scan(0, 1);
        assertEquals(Written.DONE, on(() -> disks().delete(disk, in(LONG))));
        until("no disk", () -> disk(0, 1).isEmpty());
        assertEquals(Written.ABSENT, on(() -> disks().delete(disk, in(LONG))));
        assertEquals("and made again", "sd", scan(0, 1).name().substring(0, 2));
    }

    @Test
    @Covers(SCAN)
    public void aScanIsAnsweredOnceThereIsAScsiDeviceWhichBecomesADiskByItself() {
        login();
        Hctl address = address(0, 1);
        assertEquals(Written.DONE, scan(address, LONG));
        assertTrue("a SCSI device", exists("/sys/class/scsi_device/" + address));
        until("the disk", () -> disk(0, 1).isPresent());
        assertFalse(on(() -> disks().mayCome(address)));
    }

    @Test
    @Covers(DELETE)
    public void allOfADiskHasGoneWhenItsDeletionIsAnswered() {
        login();
        Disk disk = scan(0, 1);
        String folder = on(() -> ground().host().files().realPath(device(disk)).orElseThrow());
        assertTrue(
                folder, folder.matches("/sys/devices/.*/session\\d+/target.*/" + disk.address()));
        assertEquals(Written.DONE, on(() -> disks().delete(disk, in(LONG))));
        assertFalse("its address", exists("/sys/class/scsi_device/" + disk.address()));
        assertFalse("its name", exists("/sys/class/block/" + disk.name()));
        assertFalse("the SCSI device", exists(folder));
    }

    private static String device(Disk disk) {
        return "/sys/class/scsi_device/" + disk.address() + "/device";
    }

    private boolean exists(String path) {
        return on(() -> ground().host().files().exists(path));
    }

    // os-brick D.57
    @Test
    @Covers(DELETE)
    public void aDiskWhosePathIsLostIsDeleted() {
        attach();
        ground().cut(0);
        until("three paths", () -> active() == 3);
        Disk disk = disk(0, 1).orElseThrow();
        until("given up", () -> !on(() -> disks().state(disk)).matches("running|blocked"));
        on(() -> disks().delete(disk, in(LONG)));
        until("no disk", () -> disk(0, 1).isEmpty());
    }

    @Test
    @Covers(DELETE)
    public void aDiskThatWaitsForItsSessionIsDeletedAtOnce() {
        login();
        Disk disk = scan(0, 1);
        ground().cut(0);
        until("blocked", () -> on(() -> disks().state(disk)).equals("blocked"));
        assertEquals(Written.DONE, on(() -> disks().delete(disk, in(Duration.ofSeconds(3)))));
        assertEquals(Optional.empty(), disk(0, 1));
        ground().mend(0);
    }

    @Test
    @Covers(INQUIRY)
    public void aDiskSaysWhatItIs() {
        login();
        Disk disk = scan(0, 1);
        assertEquals(List.of(Ground.WWID), identity(disk, LONG));
        assertEquals(List.of(), identity(new Disk("sdzz", disk.address()), LONG));
    }

    @Test
    @Covers(INQUIRY)
    public void aDiskBehindACutPathSaysNothing() {
        login();
        Disk disk = scan(0, 1);
        ground().cut(0);
        assertEquals(List.of(), identity(disk, Duration.ofSeconds(2)));
        ground().mend(0);
        until("it answers", () -> !identity(disk, LONG).isEmpty());
    }

    @Test
    @Covers(ANNOUNCE)
    public void udevLooksAnewAtADisk() {
        login();
        Disk disk = scan(0, 1);
        assertEquals(Written.DONE, on(() -> disks().announce(disk, in(LONG))));
        Disk another = new Disk("sdzz", disk.address());
        assertEquals(Written.ABSENT, on(() -> disks().announce(another, in(LONG))));
    }

    @Test
    @Covers(INQUIRY_SERIAL)
    public void aDiskSaysItsSerialNumber() {
        login();
        Disk disk = scan(0, 1);
        assertEquals(
                Optional.of(new SerialNumber(Ground.SERIAL)),
                on(() -> new Identity(ground().host()).serial(disk, in(LONG))));
        Disk gone = new Disk("sdzz", disk.address());
        assertEquals(
                Optional.empty(), on(() -> new Identity(ground().host()).serial(gone, in(LONG))));
    }

    @Test
    @Covers(RESCAN)
    public void theKernelLooksAnewAtADisk() {
        login();
        Disk disk = scan(0, 1);
        assertEquals(Written.DONE, on(() -> disks().rescan(disk, in(LONG))));
        assertEquals(Optional.of(disk), disk(0, 1));
        Disk another = new Disk("sdzz", disk.address());
        assertEquals(Written.ABSENT, on(() -> disks().rescan(another, in(LONG))));
    }

    @Test
    public void aSessionNamesTheIscsidThatMadeItAlsoWhenAnotherOneRuns() {
        login();
        String maker = maker();
        assertEquals(Optional.of("iscsid\n"), program(maker));
        ground().stopIscsid();
        ground().startIscsid();
        assertEquals(maker, maker());
        assertEquals(Optional.empty(), program(maker));
    }

    private String maker() {
        String sessions = "/sys/class/iscsi_session/";
        return on(
                () -> {
                    var files = ground().host().files();
                    String session = files.list(sessions).get(0);
                    return files.read(sessions + session + "/creator").orElseThrow().strip();
                });
    }

    private Optional<String> program(String pid) {
        return on(() -> ground().host().files().read("/proc/" + pid + "/comm"));
    }

    @Test
    public void theFilesThatAreReadAreThereAndOfTheirForm() {
        attach();
        String problems = String.join("\n", on(() -> KernelFile.problems(ground().host().files())));
        assertTrue(problems, problems.isEmpty());
    }

    private OptionalLong capacity(Disk disk, Duration limit) {
        return on(() -> disks().capacityBytes(disk, in(limit)));
    }

    private long size(Disk disk) {
        return on(() -> disks().sizeBytes(disk.name()));
    }

    @Test
    @Covers({CAPACITY, RESCAN})
    public void aVolumeThatHasGrownTellsSoAtOnceAndTheKernelAfterARescan() {
        login();
        Disk disk = scan(0, 1);
        assertEquals(OptionalLong.of(Ground.SIZE), capacity(disk, LONG));
        ground().resize(96);
        assertEquals(OptionalLong.of(96 << 20), capacity(disk, LONG));
        assertEquals(Ground.SIZE, size(disk));
        assertEquals(Written.DONE, on(() -> disks().rescan(disk, in(LONG))));
        assertEquals("when the write returns, without waiting", 96 << 20, size(disk));
    }

    @Test
    @Covers(CAPACITY)
    public void aDiskBehindACutPathDoesNotTellItsSize() {
        login();
        Disk disk = scan(0, 1);
        ground().cut(0);
        assertEquals(OptionalLong.empty(), capacity(disk, Duration.ofSeconds(2)));
        ground().mend(0);
        until("it answers", () -> capacity(disk, LONG).isPresent());
        assertEquals(OptionalLong.empty(), capacity(new Disk("sdzz", disk.address()), LONG));
    }

    private boolean readable(String device, Duration limit) {
        return on(() -> ground().host().inquiries().readable(device, in(limit)));
    }

    @Test
    @Covers(CLAIM)
    public void aDeviceIsClaimedByWhatStandsOnIt() {
        DmMap map = attach();
        Disk disk = disk(0, 1).orElseThrow();
        assertEquals(Optional.of(true), claimed(disk.path()));
        assertEquals(Optional.of(false), claimed(map.path()));
        assertEquals(Optional.of(false), claimed("/dev/sdzz"));
    }

    private Optional<Boolean> claimed(String path) {
        return on(() -> List.of(ground().host().inquiries().claimed(path, in(LONG)))).get(0);
    }

    @Test
    @Covers(READ_BLOCK)
    public void aBlockIsReadFromTheDeviceItselfAndNotFromTheCache() {
        DmMap map = attach();
        Disk disk = disk(0, 1).orElseThrow();
        assertTrue(readable(map.path(), LONG));
        assertTrue(readable(disk.path(), LONG));
        assertFalse(readable("/dev/sdzz", LONG));
        ground().cut(0);
        assertFalse(readable(disk.path(), Duration.ofSeconds(2)));
        assertTrue("over the other paths", readable(map.path(), LONG));
        ground().mend(0);
        until("four paths", () -> active() == 4);
        assertTrue(readable(disk.path(), LONG));
    }

    @Test
    @Covers({SCAN, CAPACITY})
    public void aLunAbove255ShowsWithTheNumberThatWasScanned() {
        login();
        for (int lun : new int[] {300, 16684}) {
            ground().export(lun);
            Disk disk = scan(0, lun);
            assertTrue(disk.toString(), disk.address().toString().endsWith(":0:0:" + lun));
            assertEquals(OptionalLong.of(Ground.SIZE), capacity(disk, LONG));
        }
    }
}
