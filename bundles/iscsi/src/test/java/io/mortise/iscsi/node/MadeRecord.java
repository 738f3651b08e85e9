// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import static io.mortise.iscsi.Scene.TARGET;
import static io.mortise.iscsi.Scene.portal;

import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.iscsi.Scene;
import java.util.OptionalInt;

/** The record of a scene's first portal as Mortise makes it, of 5 s and one attempt. */
final class MadeRecord {
    private MadeRecord() {}

    @SuppressWarnings("try") // the lock is only to be held
    static boolean make(Host host, NodeCredentials credentials) {
        var records = new NodeRecords(host);
        try (Held lock = records.lock(Scene.soon(host))) {
            make(records, credentials);
        }
        return true;
    }

    /** Under the lock of the records. */
    static void make(NodeRecords records, NodeCredentials credentials) {
        records.make(
                TARGET,
                portal(0),
                Iface.of("default", "tcp"),
                OptionalInt.empty(),
                new LoginLimits(5, 1),
                credentials);
    }

    static NodeRecord of(Host host) {
        return new NodeRecords(host).of(TARGET).get(0);
    }
}
