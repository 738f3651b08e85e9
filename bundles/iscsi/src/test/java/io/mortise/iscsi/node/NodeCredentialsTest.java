// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import static io.mortise.iscsi.Scene.TARGET;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.Reason;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.iscsi.Scene;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class NodeCredentialsTest {
    private static final String FILE = "/etc/iscsi/nodes/" + TARGET + "/10.10.0.2,3260";
    private static final String SECRET = "a \"#= \\ secret";

    private final Scene scene = new Scene();

    @After
    public void close() {
        scene.close();
    }

    private static ChapUser user(String name, String secret) {
        return new ChapUser(name, Secret.of(secret.toCharArray()));
    }

    private static NodeCredentials credentials(Host host, Chap chap) {
        return new NodeCredentials(Credentials.of(Optional.of(chap), host.files()));
    }

    private static Chap mutual() {
        return Chap.mutual(user("host", SECRET), user("array", "another secret"));
    }

    // peers C.40
    @Test
    public void allValuesAreWrittenAndOpenIscsiReadsThemAsWritten() {
        scene.on(
                host -> {
                    NodeCredentials both = credentials(host, mutual());
                    MadeRecord.make(host, both);
                    both.verify(host, TARGET, record -> true, 1, Scene.soon(host));
                    assertTrue(both.changes(MadeRecord.of(host)).isEmpty());
                    assertEquals(
                            SECRET,
                            MadeRecord.of(host).settings().get("node.session.auth.password"));
                    return true;
                });
    }

    @Test
    public void ofOtherCredentialsNothingIsLeft() {
        scene.on(
                host -> {
                    MadeRecord.make(host, credentials(host, mutual()));
                    NodeCredentials other =
                            credentials(host, Chap.oneWay(user("someone", "a third secret")));
                    var records = new NodeRecords(host);
                    other.changes(MadeRecord.of(host))
                            .forEach(
                                    (name, value) -> records.set(MadeRecord.of(host), name, value));
                    String text = host.files().read(FILE).orElseThrow();
                    assertFalse(text, text.contains("secret_in") || text.contains("array"));
                    assertFalse(text, text.contains(SECRET));
                    other.verify(host, TARGET, record -> true, 1, Scene.soon(host));
                    return true;
                });
    }

    @Test
    public void recordsThatOpenIscsiReadsOtherwiseAreReported() {
        scene.on(
                host -> {
                    MadeRecord.make(host, new NodeCredentials(Credentials.NONE));
                    var failure =
                            assertThrows(
                                    VolumeException.class,
                                    () ->
                                            credentials(host, mutual())
                                                    .verify(
                                                            host,
                                                            TARGET,
                                                            record -> true,
                                                            1,
                                                            Scene.soon(host)));
                    assertEquals(Reason.TOOL_FAILED, failure.reason());
                    assertFalse(failure.describe().contains("secret"));
                    return true;
                });
    }

    @Test
    public void aRecordShowsNoSettingsAsText() {
        scene.on(
                host -> {
                    MadeRecord.make(host, credentials(host, mutual()));
                    assertEquals("node record " + FILE, MadeRecord.of(host).toString());
                    return true;
                });
    }

    @Test
    public void aSecretIsReadFromItsFileWithoutTheEndOfItsLine() {
        scene.simulated().computer().tree().file("/etc/secret", SECRET + "\n");
        scene.on(
                host -> {
                    var chap = Chap.oneWay(new ChapUser("host", Secret.inFile("/etc/secret")));
                    assertEquals(
                            SECRET,
                            credentials(host, chap).settings().get("node.session.auth.password"));
                    return true;
                });
    }

    @Test
    public void aFileThatIsNotAsItMustBeIsRefused() {
        refused("there is no file", () -> {});
        refused("printable", () -> scene.simulated().computer().tree().file("/etc/secret", "a\nb"));
        refused("1 to 255", () -> scene.simulated().computer().tree().file("/etc/secret", "\n"));
        refused(
                "more than",
                () -> scene.simulated().computer().tree().file("/etc/secret", "x".repeat(300)));
        refused(
                "others may read",
                () -> {
                    scene.simulated().computer().tree().file("/etc/secret", SECRET);
                    scene.simulated().computer().tree().expose("/etc/secret");
                });
    }

    private void refused(String why, Runnable given) {
        given.run();
        scene.on(
                host -> {
                    var chap = Chap.oneWay(new ChapUser("host", Secret.inFile("/etc/secret")));
                    var failure =
                            assertThrows(VolumeException.class, () -> credentials(host, chap));
                    assertEquals(Reason.BAD_INPUT, failure.reason());
                    assertTrue(failure.getMessage(), failure.getMessage().contains(why));
                    assertTrue(failure.getMessage(), failure.getMessage().contains("/etc/secret"));
                    return true;
                });
    }
}
