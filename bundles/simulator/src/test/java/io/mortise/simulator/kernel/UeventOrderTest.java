// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.kernel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.host.Uevent;
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
