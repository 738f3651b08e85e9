// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import static io.mortise.iscsi.Scene.TARGET;
import static io.mortise.iscsi.Scene.path;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Iqn;
import io.mortise.api.Lun;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.Scene;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Hctl;
import io.mortise.simulator.machine.Tree;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.After;
import org.junit.Test;

public class IscsiSessionsTest {
    private static final int SECOND = 77;

    private final Scene scene = new Scene();

    @After
    public void close() {
        scene.close();
    }

    private Seen look() {
        return scene.on(host -> new IscsiSessions(host).look());
    }

    // peers C.13
    @Test
    public void findsASessionByTargetAndPortal() {
        int sid = scene.foreignSession(2);
        Session session = look().find(SessionName.of(path(2))).orElseThrow();
        assertEquals(sid, session.sid());
        assertTrue(session.describe(), session.up());
        assertEquals("tcp", scene.on(host -> new IscsiSessions(host).transport(session)));
        assertEquals(Optional.empty(), look().find(SessionName.of(path(1))));
    }

    // peers C.32
    @Test
    public void looksOnlyAtTheTargetThatIsAskedFor() {
        scene.foreignSession(0);
        Seen seen =
                scene.on(host -> new IscsiSessions(host).look(Iqn.parse("iqn.2003-01.org.x:y")));
        assertEquals(List.of(), seen.sessions());
        assertEquals(0, seen.unclear());
    }

    @Test
    public void aSecondLookSeesWhatHasChangedSince() {
        scene.foreignSession(0);
        Seen before = scene.on(host -> new IscsiSessions(host).look(TARGET));
        scene.fabric().target(TARGET.name()).portal(Scene.portal(0).toString()).cut();
        scene.simulated().pass(java.time.Duration.ofSeconds(30));
        Seen after = scene.on(host -> new IscsiSessions(host).look(TARGET, before));
        assertEquals(false, after.sessions().get(0).up());
        int sid = after.sessions().get(0).sid();
        scene.fabric().neighbour().logout(sid);
        assertEquals(
                List.of(),
                scene.on(host -> new IscsiSessions(host).look(TARGET, before)).sessions());
    }

    @Test
    public void findsADiskBySessionAndLun() {
        int sid = scene.foreignSession(3);
        assertEquals(Optional.empty(), disk());
        String name = scene.fabric().neighbour().scan(sid, 1);
        assertEquals(Optional.of(name), disk());
    }

    // bnx2i, qedi, be2iscsi and cxgbi have all sessions of a card on one SCSI host
    @Test
    public void aDiskOfAnotherSessionOnTheSameHostIsNotTakenForItsOwn() {
        Session first = sessionOn(scene.foreignSession(0));
        scene.fabric().neighbour().scan(first.sid(), 1);
        secondOf(first, "1\n");
        Session second = sessionOn(SECOND);
        assertEquals(first.host(), second.host());
        scene.on(host -> apart(new DiskSearch(host), first, second));
    }

    private static boolean apart(DiskSearch search, Session first, Session second) {
        Lun lun = new Lun(1);
        assertEquals(new Hctl(first.host(), 0, 0, 1), search.address(first, lun));
        assertEquals(new Hctl(first.host(), 0, 1, 1), search.address(second, lun));
        Disk disk = search.disk(first, lun).orElseThrow();
        assertEquals(Optional.empty(), search.disk(second, lun));
        assertEquals(List.of(disk), search.of(first));
        assertEquals(List.of(), search.of(second));
        return true;
    }

    @Test
    public void ofASessionWhoseTargetNumberTheKernelDoesNotTellNoDiskIsGuessedAndNoneRuledOut() {
        Session first = sessionOn(scene.foreignSession(0));
        scene.fabric().neighbour().scan(first.sid(), 1);
        // so it is shown when its disks are being taken away
        for (String told : List.of("-1\n", "")) {
            secondOf(first, told);
            Session second = sessionOn(SECOND);
            assertEquals(OptionalInt.empty(), second.target());
            scene.on(host -> unknown(new DiskSearch(host), first, second));
        }
    }

    private static boolean unknown(DiskSearch search, Session first, Session second) {
        Lun lun = new Lun(1);
        assertThrows(HostFailure.class, () -> search.address(second, lun));
        assertEquals(Optional.empty(), search.disk(second, lun));
        assertEquals(search.of(first), search.of(second));
        return true;
    }

    @Test
    public void aTargetNumberThatCanNotBeReadLeavesTheSessionUnclear() {
        Session first = sessionOn(scene.foreignSession(0));
        secondOf(first, "first\n");
        assertEquals(1, look().unclear());
    }

    private Session sessionOn(int sid) {
        return look().sessions().stream().filter(s -> s.sid() == sid).findFirst().orElseThrow();
    }

    /** Makes another session on the SCSI host of one; of a kernel that tells no number: "". */
    private void secondOf(Session first, String target) {
        Tree tree = scene.simulated().computer().tree();
        String folder = "/sys/devices/platform/host%d/session%d".formatted(first.host(), SECOND);
        tree.remove(folder);
        String session = folder + "/iscsi_session/session" + SECOND;
        tree.file(session + "/targetname", TARGET.name() + "\n");
        tree.file(session + "/ifacename", "bnx2i\n");
        tree.file(session + "/state", "LOGGED_IN\n");
        if (!target.isEmpty()) {
            tree.file(session + "/target_id", target);
        }
        tree.link(session + "/device", folder);
        tree.link("/sys/class/iscsi_session/session" + SECOND, session);
        String connection = "/sys/class/iscsi_connection/connection" + SECOND + ":0/";
        tree.file(connection + "persistent_address", "10.10.1.2\n");
        tree.file(connection + "persistent_port", "3260\n");
        tree.file(connection + "state", "up\n");
    }

    private Optional<String> disk() {
        return scene.on(host -> new DiskSearch(host).disk(path(3)).map(Disk::name));
    }
}
