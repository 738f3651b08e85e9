// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.session;

import static io.mortise.iscsi.Scene.TARGET;
import static io.mortise.iscsi.Scene.path;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Iqn;
import io.mortise.iscsi.Scene;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.scsi.Disk;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class IscsiSessionsTest {
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

    private Optional<String> disk() {
        return scene.on(host -> new DiskSearch(host).disk(path(3)).map(Disk::name));
    }
}
