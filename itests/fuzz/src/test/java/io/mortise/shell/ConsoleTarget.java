// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.shell;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.Attachments;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.Explanation;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiSession;
import io.mortise.api.MultipathMap;
import io.mortise.api.Owner;
import io.mortise.api.Portal;
import io.mortise.api.Wwid;
import io.mortise.cinder.CinderFormat;
import io.mortise.cinder.RecordJson;
import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is typed into a shell, and what stands in its tables. */
public final class ConsoleTarget {
    private ConsoleTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var input = new Input(data);
        var console =
                new Console(new CinderFormat(), new RecordJson(), nothing(), () -> maps(input));
        String word = input.text(0);
        refused(() -> console.show(word, Form.TABLE));
        refused(() -> console.verify(word, Form.TABLE));
        refused(() -> console.explain(word, Form.JSON));
        refused(() -> console.extend(word, Form.TABLE));
        // no file of the machine that looks for bad input is opened; who may use the shell may name
        // any, so what Jazzer puts out as a bait for that is passed over
        if (!word.contains("jazzer-traversal") && !new File(word).exists()) {
            var owner = new Owner("shell");
            InputStream text =
                    new ByteArrayInputStream(input.text(1).getBytes(StandardCharsets.UTF_8));
            refused(() -> console.attach(word, text, owner, Form.TABLE));
            refused(() -> console.detach(word, DetachMode.CONFIGURED, Form.TABLE));
        }
        tables(console, input);
    }

    private static void refused(Supplier<String> command) {
        Must.hold(Must.failOnlyWith(CommandFailed.class, command).isEmpty(), "there is no volume");
    }

    // names that root or the kernel gave, as they stand in sysfs
    private static void tables(Console console, Input input) {
        console.bindSessions(() -> sessions(input));
        for (String table : List.of(console.sessions(Form.TABLE), console.maps(Form.TABLE))) {
            List<String> lines = table.lines().toList();
            Must.equal(2, lines.size(), "the lines of a table with one row");
            lines.forEach(
                    line ->
                            Must.hold(
                                    line.chars().noneMatch(Character::isISOControl),
                                    "control characters in " + line));
        }
        console.sessions(Form.JSON);
        console.maps(Form.JSON);
    }

    private static List<IscsiSession> sessions(Input input) {
        return List.of(
                new IscsiSession(
                        1,
                        new Iqn("iqn.2020-01.com.example:a"),
                        new Portal("192.0.2.1", 3260),
                        input.text(0),
                        input.text(1),
                        input.text(2),
                        2,
                        List.of(),
                        Set.of()));
    }

    private static List<MultipathMap> maps(Input input) {
        return List.of(
                new MultipathMap(
                        input.text(0),
                        new Wwid("36001405"),
                        "dm-0",
                        1 << 20,
                        false,
                        true,
                        List.of(),
                        Set.of()));
    }

    private static Attachments nothing() {
        return new Attachments() {
            @Override
            public List<Attachment> list() {
                return List.of();
            }

            @Override
            public Optional<Attachment> find(AttachmentId id) {
                return Optional.empty();
            }

            @Override
            public Attachment verify(AttachmentId id) {
                throw new AssertionError("there is none");
            }

            @Override
            public Explanation explain(AttachmentId id) {
                throw new AssertionError("there is none");
            }

            @Override
            public Attachment adopt(ConnectionInformation connection, Owner owner) {
                throw new AssertionError("not asked for");
            }
        };
    }
}
