// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.scsi;

import io.mortise.api.Lun;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Must;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathClaims;
import io.mortise.scsi.multipath.MultipathDevices;

/** What stands below {@code /sys}, {@code /proc} and {@code /run/udev}: any names, any content. */
public final class SysfsTarget {
    private SysfsTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var host = new GivenHost(data);
        Must.failOnlyWith(HostFailure.class, () -> sessions(host));
        var disks = new Disks(host);
        for (Disk disk : disks.all()) {
            new Identity(host).remembered(disk);
            new MultipathClaims(host).claimed(disk.name());
            Must.failOnlyWith(HostFailure.class, () -> disks.sizeBytes(disk.name()))
                    .ifPresent(size -> Must.hold(size >= 0, "a size of " + size));
            new Uses(host).of(disk.name()).forEach(use -> Must.hold(use.detail() != null, "use"));
        }
        Must.failOnlyWith(HostFailure.class, () -> new MultipathDevices(host).all())
                .ifPresent(maps -> maps.forEach(DmMap::wwid));
    }

    private static int sessions(GivenHost host) {
        var search = new DiskSearch(host);
        var seen = new IscsiSessions(host).look();
        seen.sessions().forEach(session -> search.address(session, new Lun(1)));
        return seen.unclear();
    }
}
