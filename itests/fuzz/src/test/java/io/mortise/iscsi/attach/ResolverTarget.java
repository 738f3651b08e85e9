// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.api.VolumeException;
import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Must;
import java.util.List;

/** Answers of the resolver: what comes of them are addresses, and as many portals as were named. */
public final class ResolverTarget {
    private static final Iqn TARGET = new Iqn("iqn.2020-01.com.example:a");
    private static final IscsiConnection NAMED =
            new IscsiConnection(List.of(path("a.example:3260"), path("b.example:3260")));

    private ResolverTarget() {}

    private static IscsiPath path(String portal) {
        return new IscsiPath(Portal.parse(portal), TARGET, new Lun(1));
    }

    public static void fuzzerTestOneInput(byte[] data) {
        var host = new GivenHost(data);
        Must.failOnlyWith(VolumeException.class, () -> new PortalNames(host).resolved(NAMED))
                .ifPresent(
                        resolved -> {
                            Must.equal(2, resolved.paths().size(), "the paths");
                            for (IscsiPath path : resolved.paths()) {
                                Must.hold(!path.portal().isNamed(), "still a name: " + path);
                                Must.equal(
                                        path.portal(),
                                        Portal.parse(path.portal().toString()),
                                        "shown and read again");
                            }
                        });
    }
}
