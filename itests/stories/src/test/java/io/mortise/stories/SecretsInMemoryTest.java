// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.stories;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentState;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.IscsiConnection;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.cinder.CinderFormat;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.linux.LinuxHost;
import io.mortise.simulator.machine.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.Test;

/**
 * Whatever comes of a secret, no array of characters that it stood in holds it afterwards, in use
 * or not, and no array of bytes that went to or came from a file. Each test has a secret of its
 * own, and writes it down in texts only, which nobody can overwrite.
 */
public class SecretsInMemoryTest extends Story {
    private static final String FILE = "/etc/mortise/secret";

    private WatchedFiles watched;

    // not as a constant, which would stand in the bytes of this class too
    private static String secret(String... words) {
        return String.join("-", words);
    }

    private Tree tree() {
        return world.simulated().computer().tree();
    }

    private void watch(String secret) {
        watched = new WatchedFiles(secret);
        world.seenBy(watched::watch);
    }

    private void nothingIsLeft(String secret) {
        assertTrue("bytes of files were watched", watched.seen() > 0);
        assertEquals("bytes of files", 0, watched.left());
        noCharacters(secret);
    }

    private static Heap noCharacters(String secret) {
        Heap heap = Heap.with(secret);
        assertEquals("characters", "[]", heap.characters().toString());
        return heap;
    }

    private static void nothingAtAll(String secret) {
        assertEquals("bytes", "[]", noCharacters(secret).bytes().toString());
    }

    private static String json(String access) {
        var portals = new StringBuilder();
        var targets = new StringBuilder();
        var luns = new StringBuilder();
        for (int k = 0; k < World.PATHS; k++) {
            String comma = k == 0 ? "" : ", ";
            portals.append(comma).append('"').append(World.address(k)).append('"');
            targets.append(comma).append('"').append(World.IQN).append('"');
            luns.append(comma).append('1');
        }
        // put together like this, no array of a builder is left with it
        return "{\"driver_volume_type\": \"iscsi\", \"data\": {\"target_portals\": ["
                + portals
                + "], \"target_iqns\": ["
                + targets
                + "], \"target_luns\": ["
                + luns
                + "], \"auth_method\": \"CHAP\", \"auth_username\": \"host\", "
                + access
                + "}}";
    }

    // as a file or a socket gives them: some at a time
    private static ConnectionInformation read(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return new CinderFormat().read(new Slowly(new ByteArrayInputStream(bytes)));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static final class Slowly extends InputStream {
        private final InputStream from;

        Slowly(InputStream from) {
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            return from.read();
        }
    }

    private static IscsiConnection with(String access) {
        return (IscsiConnection) read(json(access));
    }

    @Test
    public void nothingOfASecretIsLeftAfterAConnect() {
        String secret = secret("after", "a", "connect");
        watch(secret);
        world.target().group(1).requireChap("host", secret);
        IscsiConnection volume = with("\"auth_password\": \"" + secret + "\"");
        Attachment attachment = world.attach(volume);
        volume.wipe();
        nothingIsLeft(secret);
        world.detach(attachment);
        nothingIsLeft(secret);
    }

    @Test
    public void norAfterAConnectThatFailed() {
        String secret = secret("after", "a", "failure");
        watch(secret);
        world.target().group(1).requireChap("host", "something else");
        IscsiConnection volume = with("\"auth_password\": \"" + secret + "\"");
        assertEquals(Reason.AUTHENTICATION_FAILED, world.refusal(volume).reason());
        volume.wipe();
        nothingIsLeft(secret);
    }

    @Test
    public void norAfterLoginsThatWereLate() {
        String secret = secret("after", "late", "logins");
        watch(secret);
        world.set("login.timeout", 30).set("path.grace", 2);
        world.target().group(1).requireChap("host", secret);
        world.portal(3).cut();
        IscsiConnection volume = with("\"auth_password\": \"" + secret + "\"");
        Attachment attachment = world.attach(volume);
        volume.wipe();
        assertEquals(AttachmentState.DEGRADED, attachment.state());
        world.pass(Duration.ofSeconds(5));
        world.portal(3).mend();
        world.pass(Duration.ofSeconds(8));
        assertEquals(AttachmentState.ATTACHED, world.list().get(0).state());
        nothingIsLeft(secret);
        world.detach(attachment);
    }

    @Test
    public void norAfterAFileWithASecretWasRead() {
        String secret = secret("after", "a", "file", "was", "read");
        watch(secret);
        world.target().group(1).requireChap("host", secret);
        tree().file(FILE, secret + "\n");
        IscsiConnection volume = with("\"auth_password_file\": \"" + FILE + "\"");
        world.detach(world.attach(volume));
        nothingIsLeft(secret);
        tree().remove("/etc/mortise");
    }

    @Test
    public void norAfterAFileWithASecretWasRefused() {
        String secret = secret("after", "a", "file", "was", "refused");
        watch(secret);
        tree().file(FILE, secret + "\nand another line\n");
        IscsiConnection volume = with("\"auth_password_file\": \"" + FILE + "\"");
        assertEquals(Reason.BAD_INPUT, world.refusal(volume).reason());
        nothingIsLeft(secret);
        tree().remove("/etc/mortise");
    }

    @Test
    public void norAfterConnectionInformationWasRefused() {
        String secret = secret("after", "a", "refusal");
        String given = "\"auth_password\": \"" + secret + "\"";
        for (String wrong :
                new String[] {
                    given + ", \"mutual_auth_username\": \"array\"",
                    given + ", \"mutual_auth_password\": \"other\"",
                    given + ", \"access_mode\": \"sideways\"",
                    given + ", \"auth_password_file\": \"" + FILE + "\"",
                    given + ", \"discovery_auth_method\": \"sideways\"",
                    given + ", \"target_portals\": 1",
                    given + "}} and more",
                }) {
            assertThrows(wrong, VolumeException.class, () -> read(json(wrong)));
        }
        nothingAtAll(secret);
    }

    @Test
    public void norOfCredentialsForADiscoveryThatIsNotNeeded() {
        String secret = secret("not", "needed", "at", "all");
        String more =
                "\"auth_password\": \"x\", \"discovery_auth_method\": \"CHAP\","
                        + " \"discovery_auth_username\": \"finder\","
                        + " \"discovery_auth_password\": \"";
        with(more + secret + "\"").wipe();
        nothingAtAll(secret);
    }

    @Test
    public void norAfterAFileOfARealHostWasRead() throws IOException {
        String secret = secret("after", "a", "real", "file", "was", "read");
        Path file = Files.createTempFile("mortise", "secret");
        try (var host = LinuxHost.open()) {
            byte[] content = ("x".repeat(5000) + secret).getBytes(StandardCharsets.UTF_8);
            Files.write(file, content);
            Arrays.fill(content, (byte) 0);
            HostFiles files = host.files();
            String path = file.toRealPath().toString();
            files.readBytes(path).ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
            files.read(path);
            files.readPrivate(path, 9000).ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
            assertThrows(HostFailure.class, () -> files.readPrivate(path, 5010));
            assertEquals(Optional.empty(), files.readPrivate(path + "-not", 10));
            nothingAtAll(secret);
        } finally {
            Files.delete(file);
        }
    }
}
