// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.mortise.api.Attachment;
import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.ConnectionFormat;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiAccess;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.api.Reason;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class ArgumentsTest {
    private static final IscsiPath PATH =
            new IscsiPath(
                    Portal.parse("192.0.2.1:3260"),
                    Iqn.parse("iqn.2003-01.org.example:a"),
                    new Lun(1));

    private final Arguments arguments = new Arguments(new OnlyASecret());

    /** Takes a text for the secret, and a path for the name of its file. */
    private static final class OnlyASecret implements ConnectionFormat {
        @Override
        public ConnectionInformation read(InputStream text) {
            try {
                return connection(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static ConnectionInformation connection(String text) {
            Secret secret =
                    text.startsWith("/") ? Secret.inFile(text) : Secret.of(text.toCharArray());
            var chap = Chap.oneWay(new ChapUser("host", secret));
            return new IscsiConnection(
                    List.of(PATH), VolumeTraits.NONE, new IscsiAccess(Optional.of(chap)));
        }

        @Override
        public String deviceInfo(Attachment attachment) {
            throw new AssertionError("not asked for");
        }

        @Override
        public DetachRequest detachRequest(String connection, String deviceInfo, DetachMode mode) {
            return DetachRequest.of(connection(connection)).with(mode);
        }
    }

    private static void refused(org.junit.function.ThrowingRunnable call) {
        var refused = assertThrows(VolumeException.class, call);
        assertEquals(Reason.BAD_INPUT, refused.reason());
        assertTrue(refused.describe(), refused.describe().contains("auth_password_file"));
        assertFalse(refused.describe(), refused.describe().contains("hunter2"));
    }

    @Test
    public void aSecretInClearIsRefused() {
        refused(() -> arguments.connection("hunter2"));
        refused(() -> arguments.detachRequest("hunter2", "", DetachMode.SAFE));
    }

    @Test
    public void theNameOfAFileIsTaken() {
        assertEquals(1, arguments.connection("/etc/secret").secrets().size());
        assertTrue(
                arguments
                        .detachRequest("/etc/secret", "", DetachMode.SAFE)
                        .connection()
                        .isPresent());
    }

    @Test
    public void aSecretInClearIsTakenWhereThatIsConfigured() {
        arguments.allowSecretsInClear(true);
        assertEquals(1, arguments.connection("hunter2").secrets().size());
        arguments.allowSecretsInClear(false);
        refused(() -> arguments.connection("hunter2"));
    }

    @Test
    public void aSecretIsWipedOnceItWasUsedAndAlsoWhenThatFailed() {
        arguments.allowSecretsInClear(true);
        Secret used = arguments.using("hush hush", read -> read.secrets().get(0));
        assertThrows(IllegalStateException.class, used::reveal);
        var seen = new ArrayList<Secret>();
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        arguments.using(
                                "hush hush",
                                read -> {
                                    seen.addAll(read.secrets());
                                    throw new IllegalArgumentException("as an example");
                                }));
        assertThrows(IllegalStateException.class, seen.get(0)::reveal);
    }
}
