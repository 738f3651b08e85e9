// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.fuzz;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.CommandResult;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.discovery.Discovery;
import io.mortise.iscsi.discovery.Discovery.Question;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Uses;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Locks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** What was found in files of the kernel, by name: the simulator has no such files. */
public class FindingsTest {
    private static GivenHost host(String... files) {
        return new GivenHost(String.join("\u001e", files).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void anAnswerThatIsNoSizeIsNoSizeAndAboveAllNotZero() {
        for (String answer : List.of("", "x", "-1", "99999999999999999999", "0x10")) {
            var disks = new Disks(host("/sys/class/block/sda/size=" + answer + "\n"));
            var failure = assertThrows(answer, HostFailure.class, () -> disks.sizeBytes("sda"));
            assertEquals(HostFailure.Kind.GARBLED, failure.kind());
        }
        var disks = new Disks(host("/sys/class/block/sda/size=999999999999999\n"));
        assertEquals(511_999_999_999_999_488L, disks.sizeBytes("sda"));
        assertEquals(0, disks.sizeBytes("sdb"));
    }

    @Test
    public void whatHasNoNameThatADiskCanHaveIsNoDiskAndHidesNone() {
        var disks =
                new Disks(
                        host(
                                "/sys/class/scsi_device/2:0:0:1/device/block/n.us%x/size=8\n",
                                "/sys/class/scsi_device/2:0:0:2/device/block/%/size=8\n",
                                "/sys/class/scsi_device/2:0:0:2/device/block/sdb/size=8\n",
                                "/sys/class/block/n.us%x/device>../2:0:0:1"));
        assertEquals(List.of("sdb"), disks.all().stream().map(disk -> disk.name()).toList());
        assertEquals(Optional.empty(), disks.named("n.us%x"));
    }

    @Test
    public void aMapOfNoIdentityStandsInTheWayOfItsOwnDisksOnly() {
        var maps =
                new MultipathDevices(
                        host(
                                "/sys/class/block/dm-0/dm/uuid=mpath-a b\n",
                                "/sys/class/block/dm-0/dm/name=odd\n",
                                "/sys/class/block/dm-0/size=8\n",
                                "/sys/class/block/sda/holders/dm-0/x=",
                                "/sys/class/block/dm-1/dm/uuid=mpath-36001405\n",
                                "/sys/class/block/dm-1/dm/name=good\n",
                                "/sys/class/block/dm-1/size=8\n"));
        assertEquals(List.of("good"), maps.all().stream().map(map -> map.name()).toList());
        var failure = assertThrows(HostFailure.class, () -> maps.holding("sda"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("dm-0"));
    }

    @Test
    public void aTargetOfANumberBeyondAllMeasureIsNoTargetOfTheKernels() {
        String session = "/sys/class/iscsi_session/session1";
        String connection = "/sys/class/iscsi_connection/connection1:0";
        var host =
                host(
                        session + "/targetname=iqn.2003-01.org.example:a\n",
                        session + ">/sys/devices/platform/host2/session1/x",
                        session + "/target_id=3\n",
                        session + "/device/target2:99999999999:0/x=",
                        connection + "/persistent_address=192.0.2.1\n",
                        connection + "/persistent_port=3260\n");
        var seen = new IscsiSessions(host).look().sessions();
        assertEquals(1, seen.size());
        assertEquals("2:0:3:7", new DiskSearch(host).address(seen.get(0), new Lun(7)).toString());
    }

    @Test
    public void aHostWithMoreMountsThanATextMayHoldIsStillSearched() {
        String mounts = "36 35 0:22 / /mnt/x rw - tmpfs none rw\n".repeat(40_000);
        var host =
                host(
                        "/sys/class/block/sda/dev=8:0\n",
                        "/proc/self/mountinfo=" + mounts + "37 35 8:0 / /srv rw - ext4 x rw\n");
        assertEquals(
                List.of("sda is mounted on /srv"),
                new Uses(host).of("sda").stream().map(use -> use.describe()).toList());
    }

    @Test
    public void aDiscoveryThatWasCutOffIsNotTakenForAWholeOne() {
        String whole = "192.0.2.1:3260,1 iqn.2003-01.org.example:a\n";
        assertEquals(1, discovered(whole).size());
        var cut = assertThrows(VolumeException.class, () -> discovered(whole + CommandResult.CUT));
        assertEquals(Reason.TOOL_FAILED, cut.reason());
        assertTrue(cut.getMessage(), cut.getMessage().contains("192.0.2.1:3260"));
    }

    private static List<IscsiPath> discovered(String printed) {
        var host = new GivenHost(printed.getBytes(StandardCharsets.UTF_8));
        var path =
                new IscsiPath(
                        Portal.parse("192.0.2.1:3260"),
                        Iqn.parse("iqn.2003-01.org.example:a"),
                        new Lun(1));
        var question = new Question(Credentials.NONE, Optional.empty(), Duration.ofSeconds(5));
        Locks locks =
                (name, access, deadline) -> {
                    throw new AssertionError("no lock is needed without credentials");
                };
        return new Discovery(host, locks, question).ways(path, host.deadline());
    }

    @Test
    public void aDiscoveryOfMoreWaysThanAVolumeMayHaveSaysSo() {
        var printed = new StringBuilder();
        for (int i = 1; i <= 65; i++) {
            printed.append("192.0.2.").append(i).append(":3260,1 iqn.2003-01.org.example:a\n");
        }
        var many = assertThrows(VolumeException.class, () -> discovered(printed.toString()));
        assertEquals(Reason.UNSUPPORTED, many.reason());
        assertTrue(many.getMessage(), many.getMessage().contains("65 ways"));
    }
}
