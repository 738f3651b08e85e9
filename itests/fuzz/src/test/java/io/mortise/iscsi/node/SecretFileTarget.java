// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.iscsi.node;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Must;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A file with a secret: what is taken stands in a record as it was, and no message shows it. */
public final class SecretFileTarget {
    private static final Iqn TARGET = new Iqn("iqn.2020-01.com.example:a");
    private static final Portal PORTAL = new Portal("192.0.2.1", 3260);
    private static final String FILE = "/etc/mortise/s";
    private static final int TELLING = 20;

    private SecretFileTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String content = new String(data, StandardCharsets.UTF_8);
        var host = new GivenHost((FILE + "=" + content).getBytes(StandardCharsets.UTF_8));
        try {
            good(
                    Credentials.of(
                            Optional.of(Chap.oneWay(new ChapUser("host", Secret.inFile(FILE)))),
                            host.files()));
        } catch (VolumeException refused) {
            Must.readable(refused.describe());
            Must.hold(
                    content.strip().length() < TELLING
                            || !refused.describe().contains(content.strip()),
                    "shown: " + refused.describe());
        }
        for (byte[] bytes : host.privateBytes()) {
            for (byte each : bytes) {
                Must.hold(each == 0, "bytes of a secret are left");
            }
        }
    }

    private static void good(Credentials credentials) {
        Map<String, String> settings = new NodeCredentials(credentials).settings();
        String record =
                RecordText.minimal(
                        TARGET, PORTAL, OptionalInt.empty(), Iface.of("default", "tcp"), settings);
        Map<String, String> read = RecordText.parse(record);
        settings.forEach(
                (name, value) -> Must.equal(value, read.getOrDefault(name, ""), "in " + name));
        Must.hold(
                !credentials.toString().contains(settings.get("node.session.auth.password"))
                        || settings.get("node.session.auth.password").length() < TELLING,
                "the secret is shown");
    }
}
