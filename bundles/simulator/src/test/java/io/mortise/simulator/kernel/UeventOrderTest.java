// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Uevent;
import io.mortise.host.Written;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.system.Captured;
import io.mortise.simulator.system.Lab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Notices of kernel and udev against the timelines captured in the lab. */
public class UeventOrderTest {
    private final Lab lab = new Lab();
    private final List<Uevent> heard = new ArrayList<>();

    @Before
    public void listen() {
        lab.simulated()
                .computer()
                .inside(
                        () -> {
                            lab.simulated().computer().announcer().listen(heard::add);
                            return true;
                        });
    }

    @After
    public void close() {
        lab.close();
    }

    @Test
    public void aLoginAddsQueuesHostSessionAndConnectionAsCaptured() {
        lab.login();
        lab.settle();
        assertEquals(captured("login-4-portals", "host0|_0"), kernel("host0|_0"));
        assertEquals(kernel("").stream().sorted().toList(), udev("").stream().sorted().toList());
    }

    @Test
    public void aLogoutRemovesThemInTheCapturedOrder() {
        lab.login();
        lab.settle();
        heard.clear();
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "--logout");
        lab.settle();
        assertEquals(captured("logout-4-portals", "host0|_0"), kernel("host0|_0"));
        assertEquals(kernel("").stream().sorted().toList(), udev("").stream().sorted().toList());
    }

    @Test
    public void aScanAddsWhatWasCapturedParentsBeforeChildrenAndBindLast() {
        lab.login();
        lab.settle();
        heard.clear();
        lab.attach(1);
        // the "change" comes from multipathd, for disks that udev saw before there was a map
        List<String> disk = kernel("^(add|bind).*target0:0:0");
        List<String> captured = captured("attach-4-paths", "(add|bind)@.*target0:0:0");
        assertEquals(captured.stream().sorted().toList(), disk.stream().sorted().toList());
        assertEquals(captured.get(0), disk.get(0));
        assertEquals(captured.get(1), disk.get(1));
        assertTrue(disk.get(disk.size() - 1), disk.get(disk.size() - 1).startsWith("bind@"));
        assertEquals(
                "[add@/devices/virtual/block/dm-0, change@/devices/virtual/block/dm-0,"
                        + " change@/devices/virtual/block/dm-0]",
                kernel("block/dm-0").toString());
        assertEquals(captured("attach-4-paths", "block/dm-0"), kernel("block/dm-0"));
    }

    @Test
    public void udevTellsOfADiskOnlyAfterItsTimeAndThenOfTheMap() {
        lab.login();
        heard.clear();
        lab.write("/sys/class/scsi_host/host0/scan", "0 0 1");
        lab.pass(Duration.ofMillis(900));
        assertEquals(List.of(), udev("block/"));
        lab.pass(Duration.ofMillis(2000));
        assertEquals(
                "[add block/sdX, add block/dm-0, change block/sdX, change block/dm-0]",
                udev("block/").stream()
                        .map(line -> line.replaceAll("@.*/block/", " block/"))
                        .toList()
                        .toString());
    }

    @Test
    public void removingMapAndDisksIsToldInTheCapturedOrder() {
        lab.attach();
        heard.clear();
        lab.ask("del map " + Lab.WWID);
        lab.write("/sys/block/sda/device/delete", "1");
        lab.settle();
        assertEquals(captured("detach-4-paths", "dm-0|253:0"), kernel("dm-0|253:0"));
        assertEquals(captured("detach-4-paths", "target0:0:0"), kernel("target0:0:0"));
    }

    @Test
    public void aScanIsAnsweredBeforeItsBlockDeviceComesAsCaptured() {
        List<String> lines = Captured.lines("linux-6.1.0/timeline-attach-4-paths");
        int answered = at(lines, "mark the four scans returned");
        assertTrue(at(lines, "kernel add@.*/scsi_disk/1:0:0:1") < answered);
        assertTrue(answered < at(lines, "kernel add@.*/1:0:0:1/block/sdd"));
        lab.login();
        lab.settle();
        heard.clear();
        lab.write("/sys/class/scsi_host/host0/scan", "0 0 1");
        assertEquals(List.of(), kernel("block/|bind"));
        assertEquals(1, kernel("add.*scsi_disk/0:0:0:1").size());
        assertTrue(lab.exists("/sys/class/scsi_device/0:0:0:1/device/inquiry"));
        assertEquals(List.of(), lab.list("/sys/class/scsi_device/0:0:0:1/device/block"));
        lab.pass(Duration.ofMillis(100));
        assertEquals(List.of("sda"), lab.list("/sys/class/scsi_device/0:0:0:1/device/block"));
    }

    @Test
    public void aDeletionHidesTheDiskThenTakesItsNameThenTheRestAsCaptured() {
        List<String> lines = Captured.lines("linux-6.1.0/timeline-detach-4-paths");
        int hidden = at(lines, "kernel remove@.*/scsi_device/0:0:0:1");
        int nameless = at(lines, "kernel remove@.*/0:0:0:1/block/sdc");
        assertTrue(hidden < nameless);
        assertTrue(nameless < at(lines, "kernel remove@.*/target0:0:0/0:0:0:1"));
        lab.attach();
        String device = lab.realPath("/sys/class/scsi_device/0:0:0:1/device").orElseThrow();
        lab.fabric().latencies(Latencies.lab().withRemoval(Duration.ofSeconds(9)));
        Duration soon = Duration.ofSeconds(1);
        assertEquals(Written.UNKNOWN, lab.write("/sys/block/sda/device/delete", "1", soon));
        assertFalse(lab.exists("/sys/class/scsi_device/0:0:0:1"));
        assertTrue(lab.exists("/sys/class/block/sda"));
        lab.pass(Duration.ofSeconds(6));
        assertFalse(lab.exists("/sys/class/block/sda"));
        assertTrue(lab.exists(device));
        lab.pass(Duration.ofSeconds(3));
        assertFalse(lab.exists(device));
    }

    // drivers/scsi/sd.c, sd_shutdown: SYNCHRONIZE CACHE, once the block device has gone
    @Test
    public void aDeletionOverASilentWireHangsWhenTheNameHasGoneAndHoldsTheHost() {
        lab.login();
        lab.write("/sys/class/scsi_host/host0/scan", "0 0 1");
        lab.pass(Duration.ofMillis(100));
        String device = lab.realPath("/sys/class/scsi_device/0:0:0:1/device").orElseThrow();
        lab.portal(0).cut();
        Duration soon = Duration.ofSeconds(1);
        assertEquals(Written.UNKNOWN, lab.write("/sys/block/sda/device/delete", "1", soon));
        assertFalse(lab.exists("/sys/class/block/sda"));
        assertTrue(lab.exists(device));
        assertEquals(Written.UNKNOWN, lab.write("/sys/class/scsi_host/host0/scan", "0 0 2", soon));
        lab.pass(Duration.ofSeconds(15));
        assertFalse(lab.exists(device));
    }

    @Test
    public void aNameIsNobodyElsesWhileAMapHasItsDeletedDiskOpen() {
        lab.attach();
        lab.fabric().neighbour().stopMultipathd();
        lab.write("/sys/block/sda/device/delete", "1");
        lab.write("/sys/class/scsi_host/host0/scan", "0 0 2");
        lab.settle();
        assertEquals(List.of("sde"), lab.list("/sys/class/scsi_device/0:0:0:2/device/block"));
        lab.fabric().neighbour().startMultipathd();
        lab.ask("del map " + Lab.WWID);
        lab.settle();
        lab.write("/sys/class/scsi_host/host0/scan", "0 0 1");
        lab.settle();
        assertEquals(List.of("sda"), lab.list("/sys/class/scsi_device/0:0:0:1/device/block"));
    }

    private static int at(List<String> lines, String notice) {
        for (int k = 0; k < lines.size(); k++) {
            if (lines.get(k).matches("\\+[0-9.]+ " + notice)) {
                return k;
            }
        }
        throw new AssertionError("not captured: " + notice);
    }

    @Test
    public void aPathThatFailsAndComesBackIsToldByTheMap() {
        lab.attach();
        heard.clear();
        lab.portal(3).cut();
        lab.pass(Duration.ofSeconds(20));
        lab.portal(3).mend();
        lab.pass(Duration.ofSeconds(10));
        List<Map<String, String>> told =
                heard.stream()
                        .filter(event -> event.source() == Uevent.Source.KERNEL)
                        .filter(event -> event.properties().containsKey("DM_ACTION"))
                        .map(Uevent::properties)
                        .toList();
        assertEquals(2, told.size());
        assertEquals("PATH_FAILED", told.get(0).get("DM_ACTION"));
        assertEquals("3", told.get(0).get("DM_NR_VALID_PATHS"));
        assertEquals("8:48", told.get(0).get("DM_PATH"));
        assertEquals("PATH_REINSTATED", told.get(1).get("DM_ACTION"));
        assertEquals("4", told.get(1).get("DM_NR_VALID_PATHS"));
    }

    @Test
    public void theKernelNamesTheDeviceBareAndUdevNamesItsFile() {
        lab.attach();
        Uevent kernel = first(Uevent.Source.KERNEL);
        Uevent udev = first(Uevent.Source.UDEV);
        assertEquals("sda", kernel.properties().get("DEVNAME"));
        assertEquals("/dev/sda", udev.properties().get("DEVNAME"));
        assertEquals(Lab.WWID, udev.properties().get("ID_SERIAL"));
        assertEquals(kernel.properties().get("SEQNUM"), udev.properties().get("SEQNUM"));
    }

    private Uevent first(Uevent.Source source) {
        return heard.stream()
                .filter(event -> event.source() == source && event.name().equals("sda"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> kernel(String wanted) {
        return told(Uevent.Source.KERNEL, wanted);
    }

    private List<String> udev(String wanted) {
        return told(Uevent.Source.UDEV, wanted);
    }

    private List<String> told(Uevent.Source source, String wanted) {
        return heard.stream()
                .filter(event -> event.source() == source)
                .map(event -> event.action() + "@" + event.devpath())
                .filter(line -> Pattern.compile(wanted).matcher(line).find())
                .map(UeventOrderTest::plain)
                .toList();
    }

    /** The kernel's notices of a timeline, in the order of their numbers. */
    private static List<String> captured(String timeline, String wanted) {
        Map<String, Integer> numbers = new HashMap<>();
        List<String> lines = new ArrayList<>();
        String last = "";
        Pattern notice = Pattern.compile("\\+[0-9.]+ kernel (\\S+)");
        for (String line : Captured.lines("linux-6.1.0/timeline-" + timeline)) {
            Matcher matcher = notice.matcher(line);
            if (matcher.matches()) {
                last = matcher.group(1);
            } else if (line.startsWith("+")) {
                last = "";
            } else if (line.strip().startsWith("SEQNUM=") && !last.isEmpty()) {
                String numbered = line.strip().substring(7) + " " + last;
                numbers.put(numbered, Integer.parseInt(line.strip().substring(7)));
                lines.add(numbered);
            }
        }
        return lines.stream()
                .filter(line -> Pattern.compile(wanted).matcher(line).find())
                .sorted(Comparator.comparing(numbers::get))
                .map(line -> plain(line.substring(line.indexOf(' ') + 1)))
                .toList();
    }

    // which letter and number a disk gets is chance in the lab
    private static String plain(String line) {
        return line.replaceAll("block/sd[a-z]", "block/sdX").replaceAll("/sg[0-9]", "/sgN");
    }
}
