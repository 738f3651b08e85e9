// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.iscsi.node;

import io.mortise.api.Iqn;
import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.util.Map;
import java.util.Optional;

/** Records of open-iscsi: of nodes, ifaces and discovery, and what {@code -o show} prints. */
public final class RecordTarget {
    private static final Iqn TARGET = new Iqn("iqn.2020-01.com.example:a");
    private static final String NAME = "node.session.scan";

    private RecordTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new Input(data).text();
        Map<String, String> settings = RecordText.parse(text);
        Optional<NodeRecord> record = NodeRecord.read(TARGET, "/nodes/a", text);
        record.ifPresent(
                read -> {
                    Must.hold(!read.toString().isEmpty(), "shown");
                    Must.hold(!read.spelledPortal().startsWith("-"), "taken for an option");
                    LoginLimits.of(read);
                });
        String with = RecordText.with(text, NAME, "manual");
        Must.equal("manual", RecordText.parse(with).getOrDefault(NAME, ""), "set in " + with);
        String without = RecordText.without(with, NAME);
        Must.hold(!RecordText.parse(without).containsKey(NAME), "still there in " + without);
        settings.remove(NAME);
        Map<String, String> left = RecordText.parse(without);
        Must.equal(settings, left, "the other settings");
        Ifaces.parsed("eth0", text);
    }
}
