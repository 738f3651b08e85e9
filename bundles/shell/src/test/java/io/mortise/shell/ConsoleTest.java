// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Attachments;
import io.mortise.api.ConnectionFormat;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.ConnectorProperties;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Explanation;
import io.mortise.api.Extension;
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
import io.mortise.api.Sessions;
import io.mortise.api.VolumeConnector;
import io.mortise.api.VolumeDevice;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class ConsoleTest {
    private static final String ID = "abcdefghij";
    private static final Wwid WWID = new Wwid("360014051234");
    private static final IscsiPath GOOD = path("192.0.2.1:3260");
    private static final IscsiPath BAD = path("192.0.2.2:3260");

    private final List<Attachment> attached = new ArrayList<>(List.of(attachment()));
    private final Fixed services = new Fixed(attached, 1 << 20);
    private final Console console = console();

    @Test
    public void listsAttachmentsInColumns() {
        String[] lines = console.list(Form.TABLE).split("\\R");
        assertEquals(
                "ID          STATE     DEVICE     SIZE   PATHS  VOLUME  OWNER  WWID", lines[0]);
        assertEquals(
                "abcdefghij  DEGRADED  /dev/dm-0  1 GiB  1/2    -       tests  360014051234",
                lines[1]);
    }

    @Test
    public void anEmptyListIsAHeadOnly() {
        attached.clear();
        assertEquals(
                "ID  STATE  DEVICE  SIZE  PATHS  VOLUME  OWNER  WWID", console.list(Form.TABLE));
    }

    // peers C.29
    @Test
    public void showsWhyAPathIsDown() {
        String text = console.show(ID, Form.TABLE);
        assertTrue(text, text.contains("PORTAL_UNREACHABLE  no answer within 5 s"));
        assertTrue(text, text.contains("stable path  /dev/mapper/x"));
    }

    @Test
    public void listsSessionsAndMapsWithTheAttachmentsThatUseThem() {
        String sessions = console.sessions(Form.TABLE);
        assertTrue(sessions, sessions.matches("(?s).*\\R7 .*LOGGED_IN.*sda  +abcdefghij"));
        String maps = console.maps(Form.TABLE);
        assertTrue(maps, maps.matches("(?s).*\\Rx .*active, queueing.*sda:active  +abcdefghij .*"));
    }

    @Test
    public void answersInJsonWhenAsked() {
        assertEquals("json of 1", console.list(Form.JSON));
    }

    @Test
    public void completesTheIdsOfAttachments() {
        assertEquals(List.of(ID), console.ids());
    }

    // peers C.23
    @Test
    public void tellsWhatADetachDidAndThatTheArrayMayUnmap() {
        assertEquals(
                "removed map x" + System.lineSeparator() + "The array may unmap the volume.",
                console.detach(ID, DetachMode.SAFE, Form.TABLE));
    }

    @Test
    public void tellsTheSizeAfterAnExtendAndTheOneBefore() {
        assertEquals("/dev/dm-0 has 3 MiB now, 1 MiB before", console.extend(ID, Form.TABLE));
    }

    @Test
    public void anUnknownIdIsAnErrorThatSaysWhereToLook() {
        String message =
                assertThrows(CommandFailed.class, () -> console.show("aaaaaaaaaa", Form.TABLE))
                        .getMessage();
        assertEquals("There is no attachment aaaaaaaaaa; volume:list shows all.", message);
    }

    @Test
    public void anIdThatIsNoneIsAnErrorToo() {
        assertThrows(CommandFailed.class, () -> console.show("?", Form.TABLE));
    }

    // peers C.84
    @Test
    public void aFailureOfTheServiceIsPrintedWithReasonAndAdvice() {
        String message =
                assertThrows(
                                CommandFailed.class,
                                () ->
                                        console.attach(
                                                "-",
                                                new ByteArrayInputStream(new byte[0]),
                                                new Owner("tests"),
                                                Form.TABLE))
                        .getMessage();
        assertEquals("NO_PATHS: no path came up. Look at the portals.", message);
    }

    @Test
    public void aFileThatIsNotThereIsNamedWithWhereItWasLookedFor() {
        InputStream nothing = InputStream.nullInputStream();
        var owner = new Owner("tests");
        var failed =
                assertThrows(
                        CommandFailed.class,
                        () -> console.attach("nowhere/x.json", nothing, owner, Form.TABLE));
        String where = Path.of("nowhere/x.json").toAbsolutePath().toString();
        assertEquals("There is no file " + where + ".", failed.getMessage());
        assertEquals("no class before it", failed.getMessage(), failed.toString());
    }

    @Test
    public void sizesAreReadable() {
        assertEquals("0 B", Size.of(0));
        assertEquals("1.5 KiB", Size.of(1536));
        assertEquals("32 MiB", Size.of(32L << 20));
        assertEquals("2048 PiB", Size.of(1L << 61));
    }

    @Test
    public void tellsWhoIsInTheWayOfADetach() {
        String text = console.explain(ID, Form.TABLE);
        assertTrue(text, text.startsWith("IN_USE: dm-0 is held open by postgres (pid 4711)"));
        assertTrue(text, text.contains("Not all processes could be looked at."));
        assertTrue(text, text.contains("stays: a session is used by others"));
    }

    @Test
    public void showsTheAttachmentThatWasVerifiedOrAdopted() {
        assertTrue(console.verify(ID, Form.TABLE).contains("stable path  /dev/mapper/x"));
        String adopted =
                console.adopt("-", InputStream.nullInputStream(), new Owner("me"), Form.TABLE);
        assertTrue(adopted, adopted.contains(ID));
    }

    @Test
    public void detachesByAFileWithConnectionInformation() throws IOException {
        Path file = Files.createTempFile("volume", ".json");
        try {
            assertTrue(
                    console.detach(file.toString(), DetachMode.SAFE, Form.TABLE)
                            .contains("removed map x"));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    public void aFileToDetachByNeedsNoSlash() throws IOException {
        Path file = Files.createTempFile(Path.of(""), "volume", ".json");
        try {
            String done = console.detach(file.toString(), DetachMode.SAFE, Form.TABLE);
            assertTrue(done, done.contains("removed map x"));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    public void whatIsNeitherAnIdNorAFileIsToldSo() {
        for (String neither : List.of("nowhere.json", "/nowhere", "-", "?", "")) {
            var failed =
                    assertThrows(
                            CommandFailed.class,
                            () -> console.detach(neither, DetachMode.SAFE, Form.TABLE));
            assertTrue(failed.getMessage(), failed.getMessage().contains("is no file"));
            assertTrue(failed.getMessage(), failed.getMessage().contains("volume:list"));
        }
    }

    @Test
    public void withoutAConnectorThereAreNoSessionsAndAllElseIsListed() {
        console.unbindSessions(SESSIONS);
        var failed = assertThrows(CommandFailed.class, () -> console.sessions(Form.TABLE));
        assertTrue(failed.getMessage(), failed.getMessage().contains("io.mortise.iscsi"));
        assertTrue(console.list(Form.TABLE).contains("STATE"));
    }

    private static final Sessions SESSIONS =
            () ->
                    List.of(
                            new IscsiSession(
                                    7,
                                    GOOD.target(),
                                    GOOD.portal(),
                                    "default",
                                    "tcp",
                                    "LOGGED_IN",
                                    3,
                                    List.of("sda"),
                                    Set.of(new AttachmentId(ID))));

    private Console console() {
        var made =
                new Console(
                        services,
                        records -> "json of " + ((List<?>) records).size(),
                        services,
                        () ->
                                List.of(
                                        new MultipathMap(
                                                "x",
                                                WWID,
                                                "dm-0",
                                                4096,
                                                false,
                                                true,
                                                List.of(
                                                        new MapPath(
                                                                "sda", "3:0:0:1", "active",
                                                                "ready")),
                                                Set.of(new AttachmentId(ID)))));
        made.bindConnector(services);
        made.bindSessions(SESSIONS);
        return made;
    }

    private static IscsiPath path(String portal) {
        return new IscsiPath(
                Portal.parse(portal), Iqn.parse("iqn.2003-01.org.example:a"), new Lun(1));
    }

    private static Attachment attachment() {
        return new Attachment(
                new AttachmentId(ID),
                new IscsiConnection(List.of(GOOD, BAD)),
                new Owner("tests"),
                AttachmentState.DEGRADED,
                Optional.of(WWID),
                Optional.of(
                        new VolumeDevice("/dev/dm-0", "/dev/mapper/x", Optional.of("x"), 1L << 30)),
                List.of(
                        PathReport.active(GOOD, "sda"),
                        PathReport.down(BAD, Reason.PORTAL_UNREACHABLE, "no answer within 5 s")),
                Instant.EPOCH,
                "");
    }

    /** Services with a fixed answer each: what is tested is what a shell makes of the answers. */
    private record Fixed(List<Attachment> list, long formerBytes)
            implements Attachments, ConnectionFormat, VolumeConnector {
        @Override
        public Optional<Attachment> find(AttachmentId id) {
            return list.stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public Attachment verify(AttachmentId id) {
            return find(id).orElseThrow();
        }

        @Override
        public Explanation explain(AttachmentId id) {
            return new Explanation(
                    id,
                    List.of(
                            new Explanation.Obstacle(
                                    Reason.IN_USE, "dm-0 is held open by postgres (pid 4711)")),
                    List.of("a session is used by others"),
                    false);
        }

        @Override
        public Attachment adopt(ConnectionInformation connection, Owner owner) {
            return list.get(0);
        }

        @Override
        public ConnectionInformation read(InputStream text) {
            return new IscsiConnection(List.of(GOOD));
        }

        @Override
        public String deviceInfo(Attachment attachment) {
            return "{}";
        }

        @Override
        public DetachRequest detachRequest(String connection, String deviceInfo, DetachMode mode) {
            throw new AssertionError("the shell detaches by id");
        }

        @Override
        public String protocol() {
            return "iscsi";
        }

        @Override
        public Attachment connect(ConnectionInformation connection) {
            throw new AssertionError("the shell names an owner");
        }

        @Override
        public Attachment connect(ConnectionInformation connection, Owner owner) {
            throw VolumeException.passing(
                    Reason.NO_PATHS, "no path came up", "Look at the portals.");
        }

        @Override
        public Detachment disconnect(DetachRequest request) {
            return new Detachment(request.id(), List.of("removed map x"), List.of(), List.of());
        }

        @Override
        public Extension extend(AttachmentId id) {
            var device = new VolumeDevice("/dev/dm-0", "/dev/mapper/x", Optional.of("x"), 3 << 20);
            return new Extension(id, device, formerBytes);
        }

        @Override
        public Extension extend(ConnectionInformation connection) {
            throw new AssertionError("the shell extends by id");
        }

        @Override
        public List<String> volumePaths(ConnectionInformation connection) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Optional<String> searchPath() {
            throw new AssertionError("not asked for");
        }

        @Override
        public List<String> availableVolumes() {
            throw new AssertionError("not asked for");
        }

        @Override
        public boolean isValidDevice(String path) {
            throw new AssertionError("not asked for");
        }

        @Override
        public ConnectorProperties connectorProperties() {
            throw new AssertionError("not asked for");
        }

        @Override
        public Map<String, String> configuration() {
            return Map.of();
        }

        @Override
        public List<String> configurationProblems() {
            return List.of();
        }
    }
}
