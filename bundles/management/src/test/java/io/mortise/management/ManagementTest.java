// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Attachments;
import io.mortise.api.ConnectionFormat;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Explanation;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.IscsiSession;
import io.mortise.api.Lun;
import io.mortise.api.MapPath;
import io.mortise.api.MultipathMap;
import io.mortise.api.Owner;
import io.mortise.api.PathReport;
import io.mortise.api.Portal;
import io.mortise.api.Reason;
import io.mortise.api.VolumeDevice;
import io.mortise.api.Wwid;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.junit.After;
import org.junit.Test;

public class ManagementTest {
    private static final Wwid WWID = new Wwid("360014051234");
    private static final IscsiPath PATH =
            new IscsiPath(
                    Portal.parse("[2001:db8::1]:3260"),
                    Iqn.parse("iqn.2003-01.org.example:a.b"),
                    new Lun(1));
    private static final String SESSION =
            "io.mortise:type=Session,protocol=iscsi,target=\"iqn.2003-01.org.example:a.b\","
                    + "portal=\"[2001:db8::1]:3260\",iface=default,id=7";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Management management = new Management(new NoFormat(), new Asked());

    @After
    public void stop() {
        management.stop();
    }

    @Test
    public void aBadValueKeepsTheLastGoodOneInForce() {
        management.configured(Map.of("secrets.in.clear", "TRUE"));
        assertTrue(management.secretsInClear());
        management.configured(Map.of("secrets.in.clear", "yes"));
        assertTrue(management.secretsInClear());
        management.configured(Map.of("service.pid", "io.mortise.management"));
        assertFalse(management.secretsInClear());
        management.configured(Map.of("secrets.in.clear", "yes"));
        assertFalse(management.secretsInClear());
    }

    @Test
    public void beansComeAndGoWithWhatTheyStandFor() throws Exception {
        management.sessions(List.of(session("LOGGED_IN")));
        management.maps(List.of(map("active")));
        management.attachments(List.of(attachment(AttachmentState.ATTACHED)));
        assertEquals(3, server.queryNames(new ObjectName("io.mortise:*"), null).size());
        management.sessions(List.of());
        management.maps(List.of());
        management.attachments(List.of());
        assertEquals(0, server.queryNames(new ObjectName("io.mortise:*"), null).size());
    }

    @Test
    public void aBeanStaysRegisteredWhileWhatItStandsForChanges() throws Exception {
        management.sessions(List.of(session("LOGGED_IN")));
        var name = new ObjectName(SESSION);
        var before = server.getObjectInstance(name);
        management.sessions(List.of(session("FAILED")));
        assertEquals(before, server.getObjectInstance(name));
        assertEquals("FAILED", server.getAttribute(name, "State"));
    }

    @Test
    public void pathsOfAMapAreCompositeData() throws Exception {
        management.maps(List.of(map("failed")));
        var name = new ObjectName("io.mortise:type=Multipath,id=\"360014051234\"");
        var paths = (CompositeData[]) server.getAttribute(name, "Paths");
        assertEquals("failed", paths[0].get("deviceState"));
        assertEquals("sda", paths[0].get("disk"));
        assertEquals(4096L, server.getAttribute(name, "Size"));
    }

    // peers C.79
    @Test
    public void anAttachmentTellsItsDeviceAndPaths() throws Exception {
        management.attachments(List.of(attachment(AttachmentState.DEGRADED)));
        var name = new ObjectName("io.mortise:type=Attachment,id=abcdefghij");
        assertEquals("/dev/dm-0", server.getAttribute(name, "Device"));
        assertEquals("DEGRADED", server.getAttribute(name, "State"));
        var paths = (CompositeData[]) server.getAttribute(name, "Paths");
        assertEquals("ACTIVE", paths[0].get("state"));
    }

    @Test
    public void detachingWithoutAConnectorSaysSoInAnExceptionOfTheJdk() throws Exception {
        management.attachments(List.of(attachment(AttachmentState.ATTACHED)));
        var name = new ObjectName("io.mortise:type=Attachment,id=abcdefghij");
        var thrown =
                assertThrows(
                        RuntimeMBeanException.class,
                        () ->
                                server.invoke(
                                        name,
                                        "detach",
                                        new Object[] {false, false},
                                        new String[] {"boolean", "boolean"}));
        assertEquals(IllegalStateException.class, thrown.getCause().getClass());
        assertTrue(thrown.getCause().getMessage().startsWith("NOT_FOUND: "));
    }

    @Test
    public void withoutForceADetachIsAsConfigured() {
        assertEquals(DetachMode.CONFIGURED, Calls.mode(false, true));
        assertEquals(DetachMode.FORCED, Calls.mode(true, false));
        assertEquals(DetachMode.FORCED_IGNORING_ERRORS, Calls.mode(true, true));
    }

    @Test
    public void aNoticeAfterTheEndRegistersNothing() throws Exception {
        management.stop();
        management.sessions(List.of(session("LOGGED_IN")));
        assertFalse(server.isRegistered(new ObjectName(SESSION)));
    }

    private static IscsiSession session(String state) {
        return new IscsiSession(
                7,
                PATH.target(),
                PATH.portal(),
                "default",
                "tcp",
                state,
                3,
                List.of("sda"),
                Set.of(new AttachmentId("abcdefghij")));
    }

    private static MultipathMap map(String state) {
        return new MultipathMap(
                "mpatha",
                WWID,
                "dm-0",
                4096,
                false,
                false,
                List.of(new MapPath("sda", "3:0:0:1", state, "ready")),
                Set.of());
    }

    private static Attachment attachment(AttachmentState state) {
        return new Attachment(
                new AttachmentId("abcdefghij"),
                new IscsiConnection(List.of(PATH)),
                new Owner("test"),
                state,
                Optional.of(WWID),
                Optional.of(new VolumeDevice("/dev/dm-0", "/dev/mapper/x", Optional.of("x"), 4096)),
                List.of(PathReport.active(PATH, "sda")),
                Instant.EPOCH,
                "");
    }

    @Test
    public void anAttachmentExplainsWhoIsInItsWayAndVerifiesItsPaths() throws Exception {
        management.attachments(List.of(attachment(AttachmentState.ATTACHED)));
        var name = new ObjectName("io.mortise:type=Attachment,id=abcdefghij");
        var lines = (String[]) server.invoke(name, "explain", new Object[0], new String[0]);
        assertEquals("IN_USE: dm-0 is held open by postgres (pid 4711)", lines[0]);
        var paths = (CompositeData[]) server.invoke(name, "verify", new Object[0], new String[0]);
        assertEquals("ACTIVE", paths[0].get("state"));
    }

    /** Knows one attachment, in whose way a program is. */
    private static final class Asked implements Attachments {
        @Override
        public List<Attachment> list() {
            return List.of(attachment(AttachmentState.ATTACHED));
        }

        @Override
        public Optional<Attachment> find(AttachmentId id) {
            return Optional.of(attachment(AttachmentState.ATTACHED));
        }

        @Override
        public Attachment verify(AttachmentId id) {
            return attachment(AttachmentState.ATTACHED);
        }

        @Override
        public Explanation explain(AttachmentId id) {
            return new Explanation(
                    id,
                    List.of(
                            new Explanation.Obstacle(
                                    Reason.IN_USE, "dm-0 is held open by postgres (pid 4711)")),
                    List.of(),
                    true);
        }

        @Override
        public Attachment adopt(ConnectionInformation connection, Owner owner) {
            throw new AssertionError("not asked for");
        }
    }

    /** These tests read and write no connection information. */
    private static final class NoFormat implements ConnectionFormat {
        @Override
        public ConnectionInformation read(InputStream text) {
            throw new AssertionError("not asked for");
        }

        @Override
        public String deviceInfo(Attachment attachment) {
            throw new AssertionError("not asked for");
        }

        @Override
        public DetachRequest detachRequest(String connection, String deviceInfo, DetachMode mode) {
            throw new AssertionError("not asked for");
        }
    }
}
