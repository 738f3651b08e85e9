// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentId;
import io.mortise.host.HostIdentity;
import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Must;

/** A journal's directory with whatever names and contents: nothing beside it is touched. */
public final class JournalTarget {
    private static final String PLACE = "/var/lib/mortise";
    private static final HostIdentity HERE =
            new HostIdentity("linux", "0123456789abcdef0123456789abcdef", "boot-1");

    private JournalTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var host = new GivenHost(data);
        try (Journal journal = Journal.open(host.files(), HERE, PLACE)) {
            journal.sweep();
            for (AttachmentId id : journal.ids()) {
                TrailFile file = journal.file(id);
                Must.equal(PLACE + "/" + id + ".trail", file.path(), "the place of a trail");
                Must.hold(file.read().condition() != null, "a condition");
            }
        }
        for (String path : host.touched()) {
            Must.hold(
                    path.matches(PLACE + "(/directory.lock|/[a-z2-7]{10}\\.(tmp|lock))?"),
                    "touched " + path);
        }
    }
}
