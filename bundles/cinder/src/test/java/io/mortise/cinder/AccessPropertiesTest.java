// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.cinder;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.IscsiConnection;
import io.mortise.api.Reason;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.Test;

public class AccessPropertiesTest {
    private static final String SECRET = "correct horse battery";

    private final CinderFormat format = new CinderFormat();

    private IscsiConnection read(String more) {
        String text =
                "{\"target_portal\": \"192.0.2.1:3260\", \"target_iqn\": \"iqn.2003-01.org.example:a\","
                        + " \"target_lun\": 1, "
                        + more
                        + "}";
        return (IscsiConnection)
                format.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String auth(String method, String user, String password) {
        return "\"auth_method\": \"%s\", \"auth_username\": \"%s\", \"auth_password\": \"%s\""
                .formatted(method, user, password);
    }

    private VolumeException refused(String more, String key) {
        var failure = assertThrows(VolumeException.class, () -> read(more));
        assertEquals(Reason.BAD_INPUT, failure.reason());
        assertTrue(failure.getMessage(), failure.getMessage().contains('"' + key + '"'));
        assertFalse(failure.describe(), failure.describe().contains(SECRET));
        return failure;
    }

    private Chap chap(String more) {
        return read(more).access().chap().orElseThrow();
    }

    @Test
    public void readsCredentialsAsOsBrickDoes() {
        Chap chap = chap(auth("CHAP", "host", SECRET));
        assertEquals("host", chap.host().name());
        assertEquals(SECRET, new String(chap.host().secret().reveal()));
        assertEquals(Optional.empty(), chap.target());
    }

    @Test
    public void readsTheCredentialsOfTheTargetForMutualChap() {
        Chap chap =
                chap(
                        auth("chap", "host", "one secret")
                                + ", \"mutual_auth_username\": \"array\", \"mutual_auth_password\": \""
                                + SECRET
                                + "\"");
        ChapUser target = chap.target().orElseThrow();
        assertEquals("array", target.name());
        assertEquals(SECRET, new String(target.secret().reveal()));
    }

    @Test
    public void readsTheNameOfAFileInPlaceOfASecret() {
        Secret secret =
                chap("\"auth_method\": \"CHAP\", \"auth_username\": \"host\","
                                + " \"auth_password_file\": \"/etc/mortise/secret\"")
                        .host()
                        .secret();
        assertEquals(Optional.of("/etc/mortise/secret"), secret.file());
        assertThrows(IllegalStateException.class, secret::reveal);
    }

    @Test
    public void asksForNoneWhereNoneIsGiven() {
        assertEquals(Optional.empty(), read("\"volume_id\": \"v\"").access().chap());
        assertEquals(Optional.empty(), read("\"auth_method\": null").access().chap());
        assertEquals(Optional.empty(), read("\"auth_method\": \"None\"").access().chap());
    }

    @Test
    public void showsNoSecretInAnyText() {
        IscsiConnection connection = read(auth("CHAP", "host", SECRET));
        assertFalse(connection.toString(), connection.toString().contains(SECRET));
        assertFalse(new RecordJson().write(connection).contains(SECRET));
        assertFalse(connection.traits().notes().toString().contains("auth"));
        assertEquals(1, connection.secrets().size());
    }

    @Test
    public void refusesWhatIsNoSecretWithoutShowingIt() {
        refused(auth("CHAP", "host", SECRET + "\\n"), "auth_password");
        refused(auth("CHAP", "host", SECRET + " "), "auth_password");
        refused(auth("CHAP", "host", SECRET.repeat(20)), "auth_password");
        refused(auth("CHAP", "host", "<empty>"), "auth_password");
        refused(auth("CHAP", "ho\\nst", SECRET), "auth_username");
    }

    @Test
    public void refusesCredentialsThatAreNotWhole() {
        refused("\"auth_method\": \"CHAP\"", "auth_username");
        refused("\"auth_method\": \"CHAP\", \"auth_username\": \"host\"", "auth_password");
        refused(
                "\"auth_method\": \"CHAP\", \"auth_password\": \"" + SECRET + "\"",
                "auth_username");
        refused(auth("SRP", "host", SECRET), "auth_method");
        refused(auth("", "host", SECRET), "auth_method");
        refused("\"auth_method\": \"CHAP\", \"auth_username\": [\"host\"]", "auth_username");
    }

    @Test
    public void refusesASecretGivenTwice() {
        refused(
                auth("CHAP", "host", SECRET) + ", \"auth_password_file\": \"/etc/secret\"",
                "auth_password");
    }

    @Test
    public void refusesAFileThatIsNotNamedByItsWholePath() {
        refused(
                "\"auth_method\": \"CHAP\", \"auth_username\": \"host\","
                        + " \"auth_password_file\": \"secret\"",
                "auth_password_file");
    }

    @Test
    public void asksForFurtherWaysWhereOnlyOneIsGivenWhateverTargetDiscoveredSays() {
        for (String discovered : new String[] {"true", "false"}) {
            IscsiConnection one = read("\"target_discovered\": " + discovered);
            assertEquals(Optional.empty(), one.access().discovery().orElseThrow().chap());
        }
    }

    // os-brick D.22
    @Test
    public void asksForNoFurtherWaysWhereListsAreGiven() {
        IscsiConnection one =
                read(
                        "\"target_portals\": [\"192.0.2.1:3260\"], \"target_iqns\":"
                                + " [\"iqn.2003-01.org.example:a\"], "
                                + "\"discovery_auth_method\": null");
        assertEquals(Optional.empty(), one.access().discovery());
    }

    // os-brick D.18
    @Test
    public void readsTheCredentialsForDiscovery() {
        IscsiConnection one =
                read(
                        "\"discovery_auth_method\": \"CHAP\", \"discovery_auth_username\": \"finder\","
                                + " \"discovery_auth_password\": \""
                                + SECRET
                                + "\"");
        Chap chap = one.access().discovery().orElseThrow().chap().orElseThrow();
        assertEquals("finder", chap.host().name());
        assertEquals(Optional.empty(), one.access().chap());
        assertEquals(1, one.secrets().size());
        assertFalse(new RecordJson().write(one).contains(SECRET));
    }
}
