// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.system;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.host.CommandResult;
import io.mortise.host.Written;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.fabric.Leftovers;
import io.mortise.simulator.fabric.Neighbour;
import io.mortise.simulator.fabric.User;
import io.mortise.simulator.fabric.Volume;
import io.mortise.simulator.fabric.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** What goes wrong between host and array, as it was seen in the lab. */
public class FaultsTest {
    private static final String SESSION = "/sys/class/iscsi_session/session1/";
    private static final String CONNECTION = "/sys/class/iscsi_connection/connection1:0/";

    private final Lab lab = new Lab();

    @After
    public void close() {
        lab.close();
    }

    @Test
    public void nothingIsInSysfsWhileTcpIsNotConnected() {
        lab.records(1);
        lab.portal(0).cut();
        lab.killedAfter(Duration.ofSeconds(2), "iscsiadm", "-m", "node", "-T", Lab.IQN, "--login");
        assertEquals(List.of(), lab.list("/sys/class/iscsi_session"));
        assertEquals(List.of(), lab.list("/sys/class/iscsi_host"));
    }

    @Test
    public void killingTheClientDoesNotCancelALogin() {
        lab.record(Lab.IQN, "10.10.0.2:3260", "node.session.initial_login_retry_max = 8");
        lab.portal(0).cut();
        CommandResult killed = lab.killedAfter(Duration.ofSeconds(1), login());
        assertEquals(CommandResult.Ending.TIMED_OUT, killed.ending());
        assertEquals(15, lab.run(login()).status());
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "-o", "delete");
        lab.portal(0).mend();
        lab.pass(Duration.ofSeconds(3));
        assertEquals("LOGGED_IN", lab.read(SESSION + "state"));
    }

    @Test
    public void aSilentTargetLeavesASessionThatIsFreeAndCannotBeEnded() {
        lab.record(Lab.IQN, "10.10.0.2:3260", "node.conn[0].timeo.login_timeout = 15");
        lab.portal(0).silence();
        lab.killedAfter(Duration.ofSeconds(1), login());
        assertEquals("FREE", lab.read(SESSION + "state"));
        assertEquals("bound", lab.read("/sys/class/iscsi_connection/connection1:0/state"));
        assertEquals("0", lab.read(SESSION + "tpgt"));
        assertEquals(9, lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "--logout").status());
        assertEquals(15, lab.run(login()).status());
        lab.pass(Duration.ofSeconds(20));
        assertEquals(List.of(), lab.list("/sys/class/iscsi_session"));
    }

    /** As in the transcripts iscsid-ends-*. */
    @Test
    public void aLoginThatIscsidDoesNotSurviveStaysAsItIsUntilAnotherIscsidMakesItAnew() {
        lab.record(Lab.IQN, "10.10.0.2:3260", "node.conn[0].timeo.login_timeout = 15");
        lab.portal(0).silence();
        assertEquals(18, ended(login()).status());
        lab.pass(Duration.ofMinutes(2));
        assertEquals("FREE", lab.read(SESSION + "state"));
        assertEquals("bound", lab.read(CONNECTION + "state"));
        assertEquals(21, lab.run("iscsiadm", "-m", "session", "-r", "1", "--logout").status());
        lab.fabric().neighbour().startIscsid();
        assertEquals("FAILED", lab.read(SESSION + "state"));
        assertEquals(15, lab.run(login()).status());
        lab.pass(Duration.ofMinutes(3));
        assertEquals("FREE", lab.read(SESSION + "state"));
        assertEquals("failed", lab.read(CONNECTION + "state"));
        String[] logout = {"iscsiadm", "-m", "session", "-r", "1", "--logout"};
        assertEquals(9, lab.run(logout).status());
        lab.portal(0).refuse();
        assertEquals(32, lab.run(logout).status());
        lab.portal(0).mend();
        lab.pass(Duration.ofSeconds(5));
        assertEquals("LOGGED_IN", lab.read(SESSION + "state"));
        assertEquals(0, lab.run("iscsiadm", "-m", "session", "-r", "1", "--logout").status());
    }

    @Test
    public void aSessionThatIscsidDidNotComeToNameIsThereUntilTheReboot() {
        lab.fabric().latencies(Latencies.lab().withLogin(Duration.ofSeconds(30)));
        lab.records(1);
        assertEquals(18, ended(login()).status());
        lab.fabric().neighbour().startIscsid();
        lab.pass(Duration.ofMinutes(10));
        assertEquals("FREE", lab.read(SESSION + "state"));
        assertEquals("(null)", lab.read(SESSION + "targetname"));
        assertEquals(22, lab.run("iscsiadm", "-m", "session", "-r", "1", "--logout").status());
        lab.fabric().latencies(Latencies.lab());
        assertEquals(0, lab.run(login()).status());
        assertEquals("FREE", lab.read(SESSION + "state"));
        lab.simulated().reboot();
        assertFalse(lab.exists(SESSION));
    }

    /** As in the transcripts iscsid-ends-at-5*. */
    @Test
    public void aSessionThatIscsidDidNotComeToTellItsPortalIsTriedForEverAndNeverUp() {
        lab.fabric().latencies(Latencies.lab().withLogin(Duration.ofSeconds(5)));
        lab.records(1);
        assertEquals(18, ended(login()).status());
        assertEquals(Lab.IQN, lab.read(SESSION + "targetname"));
        assertEquals("(null)", lab.read(CONNECTION + "persistent_address"));
        assertEquals("0", lab.read(CONNECTION + "persistent_port"));
        lab.fabric().neighbour().startIscsid();
        assertEquals("FAILED", lab.read(SESSION + "state"));
        lab.pass(Duration.ofMinutes(10));
        assertEquals("FREE", lab.read(SESSION + "state"));
        CommandResult logout = lab.run("iscsiadm", "-m", "session", "-r", "1", "-u");
        assertEquals(32, logout.status());
        assertTrue(logout.out(), logout.out().contains("portal: ,0]"));
        lab.fabric().latencies(Latencies.lab());
        assertEquals(0, lab.run(login()).status());
    }

    @Test
    public void aLoginThatHasNoConnectionYetEndsWithIscsid() {
        lab.record(Lab.IQN, "10.10.0.2:3260", "node.conn[0].timeo.login_timeout = 15");
        lab.portal(0).cut();
        assertEquals(18, ended(login()).status());
        lab.portal(0).mend();
        lab.fabric().neighbour().startIscsid();
        lab.pass(Duration.ofMinutes(1));
        assertEquals(List.of(), lab.list("/sys/class/iscsi_session"));
        assertEquals(0, lab.run(login()).status());
    }

    /** A command during which iscsid ends. */
    private CommandResult ended(String... argv) {
        return lab.meanwhile(
                Duration.ofSeconds(1), () -> lab.fabric().neighbour().stopIscsid(), argv);
    }

    @Test
    public void aSessionThatIsJustBeingMadeHasNoNameYet() {
        lab.fabric().latencies(Latencies.lab().withLogin(Duration.ofSeconds(30)));
        lab.records(1);
        lab.killedAfter(Duration.ofSeconds(1), login());
        assertTrue(lab.exists(SESSION + "targetname"));
        assertEquals("(null)", lab.read(SESSION + "targetname"));
        assertEquals("FREE", lab.read(SESSION + "state"));
        assertEquals("down", lab.read("/sys/class/iscsi_connection/connection1:0/state"));
        assertEquals(21, lab.run("iscsiadm", "-m", "session").status());
        lab.pass(Duration.ofSeconds(12));
        assertEquals(Lab.IQN, lab.read(SESSION + "targetname"));
        assertEquals("bound", lab.read("/sys/class/iscsi_connection/connection1:0/state"));
        lab.pass(Duration.ofSeconds(20));
        assertEquals("LOGGED_IN", lab.read(SESSION + "state"));
    }

    @Test
    public void aLoginGivesUpWhenTheLabDid() {
        assertEquals(3, secondsOfLogin(3, 1));
        assertEquals(8, secondsOfLogin(3, 2));
        assertEquals(6, secondsOfLogin(2, 3));
        assertEquals(10, secondsOfLogin(2, 5));
        assertEquals(15, secondsOfLogin(15, 1));
        assertEquals(122, secondsOfLogin(15, 8));
    }

    @Test
    public void aResetLoginGivesUpWhenTheLabDid() {
        lab.portal(0).refuse();
        assertEquals(3, secondsOfLogin(3, 1));
        assertEquals(3, secondsOfLogin(2, 1));
        assertEquals(5, secondsOfLogin(5, 1));
        assertEquals(8, secondsOfLogin(3, 2));
        assertEquals(8, secondsOfLogin(2, 3));
        assertEquals(11, secondsOfLogin(2, 5));
        assertEquals(17, secondsOfLogin(15, 1));
        assertEquals(122, secondsOfLogin(15, 8));
    }

    @Test
    public void manualScanFindsNothingByItselfAndAutomaticScanEverything() {
        lab.login();
        assertEquals(List.of(), lab.list("/sys/class/scsi_device"));
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "--logout");
        lab.record(Lab.IQN, "10.10.0.2:3260", "node.session.scan = auto");
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "-p", "10.10.0.2:3260", "--login");
        assertEquals(List.of("0:0:0:1", "0:0:0:2"), lab.list("/sys/class/scsi_device"));
    }

    @Test
    public void aScanFindsTheLunThatIsThereAndNothingElse() {
        lab.login();
        String scan = "/sys/class/scsi_host/host0/scan";
        assertEquals(Written.DONE, lab.write(scan, "0 0 9"));
        assertEquals(Written.DONE, lab.write(scan, "5 0 1"));
        assertEquals(Written.DONE, lab.write(scan, "0 1 1"));
        assertEquals(Written.REFUSED, lab.write(scan, "0 0"));
        assertEquals(Written.REFUSED, lab.write(scan, "0 0 -1"));
        assertEquals(List.of(), lab.list("/sys/class/scsi_device"));
        assertEquals(Written.DONE, lab.write(scan, "- - 1"));
        assertEquals(Written.DONE, lab.write(scan, "0 0 1"));
        assertEquals(List.of("0:0:0:1"), lab.list("/sys/class/scsi_device"));
        assertEquals("SCANNED", lab.read(SESSION + "target_state"));
    }

    @Test
    public void aScanOverASilentWireHangsUntilTheSessionIsGivenUp() {
        lab.login();
        lab.portal(0).cut();
        String scan = "/sys/class/scsi_host/host0/scan";
        assertEquals(Written.UNKNOWN, lab.write(scan, "0 0 1", Duration.ofSeconds(2)));
        assertEquals(Written.DONE, lab.write(scan, "0 0 1", Duration.ofMinutes(5)));
        assertEquals(List.of(), lab.list("/sys/class/scsi_device"));
    }

    @Test
    public void hostsAndLettersAreUsedAgainLowestFirstSessionsNever() {
        lab.attach();
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "-p", "10.10.1.2:3260", "--logout");
        lab.settle();
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "-p", "10.10.1.2:3260", "--login");
        assertTrue(lab.exists("/sys/devices/platform/host1/session5"));
        lab.write("/sys/class/scsi_host/host1/scan", "0 0 1");
        lab.settle();
        assertEquals(
                "1:0:0:1",
                lab.realPath("/sys/block/sdb/device").orElseThrow().replaceAll(".*/", ""));
    }

    @Test
    public void aReusedLunShowsTheOldWwidInSysfsAndTheNewOneLive() {
        lab.attach();
        Volume other = lab.fabric().volume("other", Lab.SIZE);
        byte[] before = lab.page("sda", 0x83).orElseThrow();
        lab.target().removeLun(1);
        assertTrue(lab.page("sda", 0x83).isEmpty());
        lab.target().lun(1, other);
        assertEquals("naa." + Lab.WWID.substring(1), lab.read("/sys/block/sda/device/wwid"));
        byte[] live = lab.page("sda", 0x83).orElseThrow();
        assertFalse(Arrays.equals(before, live));
        lab.settle();
        assertTrue(lab.ask("show paths raw format \"%T\"").startsWith("ready\n"));
        lab.write("/sys/block/sda/device/rescan", "1");
        assertEquals("naa." + other.wwid().substring(1), lab.read("/sys/block/sda/device/wwid"));
        assertArrayEquals(live, lab.page("sda", 0x83).orElseThrow());
    }

    @Test
    public void aDeletedLunFailsItsPathsButLunZeroIsAnsweredByTheTarget() {
        lab.target().lun(0, lab.fabric().volume("zero", Lab.SIZE));
        lab.attach();
        lab.attach(0);
        lab.target().removeLun(0).removeLun(1);
        lab.pass(Duration.ofSeconds(10));
        String states = lab.ask("show paths raw format \"%i %T\"");
        assertTrue(states, states.contains("0:0:0:1 faulty"));
        assertTrue(states, states.contains("0:0:0:0 ready"));
    }

    @Test
    public void flushingThroughAReusedLunDamagesTheOtherVolume() {
        lab.attach();
        Neighbour neighbour = lab.fabric().neighbour();
        neighbour.mount("dm-0", "/mnt/x");
        neighbour.write("dm-0");
        lab.target().lun(1, lab.fabric().volume("other", Lab.SIZE));
        lab.run("blockdev", "--flushbufs", "/dev/dm-0");
        assertEquals(
                List.of("data meant for volume vol0 was written to volume other through dm-0"),
                lab.fabric().damage());
    }

    @Test
    public void aFlushTakesAnotherPathAndWaitsWhileThereIsNone() {
        lab.attach();
        Neighbour neighbour = lab.fabric().neighbour();
        neighbour.mount("dm-0", "/mnt/x");
        neighbour.write("dm-0");
        lab.portal(0).cut();
        assertEquals(0, lab.run("blockdev", "--flushbufs", "/dev/dm-0").status());
        neighbour.write("dm-0");
        for (int k = 1; k < 4; k++) {
            lab.portal(k).cut();
        }
        CommandResult flush =
                lab.killedAfter(Duration.ofSeconds(20), "blockdev", "--flushbufs", "/dev/dm-0");
        assertEquals(CommandResult.Ending.TIMED_OUT, flush.ending());
        lab.portal(0).mend();
        lab.pass(Duration.ofSeconds(10));
        assertEquals(0, lab.run("blockdev", "--flushbufs", "/dev/dm-0").status());
        assertEquals(List.of(), lab.fabric().damage());
    }

    @Test
    public void deletingAMountedDiskLosesWhatWasNotFlushed() {
        lab.login();
        lab.fabric().neighbour().stopMultipathd();
        lab.attach(1);
        lab.fabric().neighbour().mount("sda", "/mnt/x");
        lab.fabric().neighbour().write("sda");
        lab.write("/sys/block/sda/device/delete", "1");
        assertEquals(
                List.of("data of volume vol0 on sda went away before it was flushed"),
                lab.fabric().damage());
    }

    @Test
    public void mountsSwapAndProcessesAreSeenBelowProc() {
        lab.attach();
        Neighbour neighbour = lab.fabric().neighbour();
        neighbour.mount("dm-0", "/mnt/with space");
        String mounts = lab.read("/proc/self/mountinfo");
        assertTrue(
                mounts,
                mounts.endsWith(
                        "37 21 253:0 / /mnt/with\\040space rw,relatime - ext4 /dev/mapper/"
                                + Lab.WWID
                                + " rw,stripe=1280"));
        neighbour.unmount("/mnt/with space");
        neighbour.swapOn("dm-0");
        assertTrue(
                lab.read("/proc/swaps")
                        .endsWith(
                                "/dev/dm-0                               partition\t65532\t\t0\t\t-2"));
        neighbour.swapOff("dm-0");
        neighbour.open("dm-0", new User("postgres", 777));
        assertEquals("postgres", lab.read("/proc/777/comm"));
        assertEquals("/dev/dm-0", lab.realPath("/proc/777/fd/3").orElseThrow());
        assertEquals("dm-1", neighbour.stack("dm-0", "vg-lv", "LVM-abc"));
        assertEquals(List.of("dm-1"), lab.list("/sys/block/dm-0/holders"));
        assertEquals("LVM-abc", lab.read("/sys/block/dm-1/dm/uuid"));
    }

    @Test
    public void withStrictOnlyKnownWwidsBecomeMaps() {
        configure("strict");
        lab.attach();
        assertFalse(lab.exists("/sys/block/dm-0"));
        lab.run("multipath", "-a", Lab.WWID);
        assertEquals("ok\n", lab.ask("add map " + Lab.WWID));
        assertTrue(lab.exists("/sys/block/dm-0"));
    }

    @Test
    public void withYesASecondPathMakesTheMap() {
        configure("yes");
        lab.login();
        lab.write("/sys/class/scsi_host/host0/scan", "0 0 1");
        lab.settle();
        assertFalse(lab.exists("/sys/block/dm-0"));
        lab.write("/sys/class/scsi_host/host1/scan", "0 0 1");
        lab.settle();
        assertEquals(List.of("sda", "sdb"), lab.list("/sys/block/dm-0/slaves"));
    }

    @Test
    public void somebodyElsesSessionIsToldApart() {
        int session = lab.fabric().neighbour().login(lab.portal(0));
        assertEquals("sda", lab.fabric().neighbour().scan(session, 2));
        lab.settle();
        Leftovers before = lab.fabric().leftovers();
        lab.records(2);
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "-p", "10.10.1.2:3260", "--login");
        Leftovers more = lab.fabric().leftovers().since(before);
        assertEquals(1, more.sessions().size());
        assertEquals(2, more.records().size());
        assertTrue(more.disks().isEmpty());
    }

    @Test
    public void aRebootEndsEverythingButTheRecords() {
        lab.attach();
        lab.simulated().reboot();
        Leftovers left = lab.fabric().leftovers();
        assertEquals(4, left.records().size());
        assertEquals(
                new Leftovers(List.of(), left.records(), List.of(), List.of(), List.of()), left);
        lab.run("iscsiadm", "-m", "node", "-T", Lab.IQN, "-o", "delete");
        lab.attach();
        assertEquals(4, lab.list("/sys/block/dm-0/slaves").size());
    }

    @Test
    public void restartedMultipathdTakesOverTheMapsThatAreThere() {
        lab.attach();
        String before = lab.ask("show paths raw format \"%d %t %T %m\"");
        lab.fabric().neighbour().stopMultipathd();
        assertEquals(1, lab.run("multipathd", "show", "daemon").status());
        lab.fabric().neighbour().startMultipathd();
        assertEquals(before, lab.ask("show paths raw format \"%d %t %T %m\""));
    }

    @Test
    public void thingsTakeAsLongAsTheFabricSays() {
        lab.fabric().latencies(Latencies.ordinary().withUdevDisk(Duration.ofSeconds(7)));
        lab.login();
        lab.write("/sys/class/scsi_host/host0/scan", "0 0 1");
        lab.pass(Duration.ofSeconds(6));
        assertFalse(lab.exists("/sys/block/dm-0"));
        lab.pass(Duration.ofSeconds(2));
        assertTrue(lab.exists("/sys/block/dm-0"));
    }

    @Test
    public void aCallThatNoToolKnowsFailsAndIsRemembered() {
        assertEquals(7, lab.run("iscsiadm", "-m", "discovery", "-t", "st").status());
        assertEquals(1, lab.run("multipath", "-r").status());
        assertEquals(
                List.of("iscsiadm -m discovery -t st", "multipath -r"),
                lab.fabric().unknownCalls());
    }

    private void configure(String findMultipaths) {
        lab.fabric()
                .neighbour()
                .configureMultipath(
                        "defaults {\n find_multipaths "
                                + findMultipaths
                                + "\n polling_interval 2\n}\n");
    }

    private long secondsOfLogin(int timeout, int tries) {
        if (lab.portal(0).wire() == Wire.GOOD) {
            lab.portal(0).cut();
        }
        lab.record(
                Lab.IQN,
                "10.10.0.2:3260",
                "node.conn[0].timeo.login_timeout = " + timeout,
                "node.session.initial_login_retry_max = " + tries);
        CommandResult result = lab.run(login());
        assertEquals(8, result.status());
        return result.took().toSeconds();
    }

    private static String[] login() {
        return new String[] {
            "iscsiadm", "-m", "node", "-T", Lab.IQN, "-p", "10.10.0.2:3260", "--login"
        };
    }
}
