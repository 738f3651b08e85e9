// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.scsi.multipath;

import io.mortise.api.VolumeException;
import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Must;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** multipathd's answers: of the right length, and with whatever length the bytes say. */
public final class DaemonTarget {
    private DaemonTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        check(new GivenHost(data));
        byte[] framed =
                ByteBuffer.allocate(Long.BYTES + data.length)
                        .order(ByteOrder.nativeOrder())
                        .putLong(data.length)
                        .put(data)
                        .array();
        check(new GivenHost(framed));
    }

    private static void check(GivenHost host) {
        var daemon = new MultipathDaemon(host);
        var deadline = host.deadline();
        daemon.alive(deadline);
        Must.hold(daemon.removePath("sda", deadline).verdict() != null, "a verdict");
        Must.failOnlyWith(VolumeException.class, () -> daemon.paths(deadline))
                .ifPresent(all -> all.forEach(path -> Must.hold(!path.toString().isEmpty(), "")));
        Must.failOnlyWith(VolumeException.class, () -> daemon.maps(deadline))
                .ifPresent(all -> all.forEach(MapStatus::queues));
        Must.failOnlyWith(VolumeException.class, () -> daemon.waitsForUdev(deadline));
        Must.failOnlyWith(VolumeException.class, () -> daemon.takesEveryDisk(deadline));
    }
}
