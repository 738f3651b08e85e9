// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.iscsi.node;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.Iqn;
import io.mortise.api.Portal;
import io.mortise.api.Secret;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.host.HostFiles;
import io.mortise.itests.fuzz.GivenHost;
import io.mortise.itests.fuzz.Must;
import java.time.Duration;
import java.util.Optional;

/** Files of open-iscsi's database, whatever their names and what stands in them. */
public final class NodeFilesTarget {
    private static final Iqn TARGET = new Iqn("iqn.2020-01.com.example:a");
    private static final Portal PORTAL = new Portal("192.0.2.1", 3260);
    private static final Duration SOON = Duration.ofSeconds(5);

    private NodeFilesTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var host = new GivenHost(data);
        Must.failOnlyWith(HostFailure.class, () -> nodes(host));
        Must.failOnlyWith(VolumeException.class, () -> new Ifaces(host).require("eth0"))
                .ifPresent(iface -> Must.equal("eth0", iface.name(), "the name"));
        discovery(host);
        for (String path : host.touched()) {
            Must.hold(path.matches("(?s)/(var/lib|etc|run/lock)/iscsi(/.*)?"), "touched " + path);
            Must.hold(!(path + "/").contains("/../"), "leads elsewhere: " + path);
        }
    }

    private static int nodes(GivenHost host) {
        var records = new NodeRecords(host);
        records.all(TARGET);
        records.tag(TARGET, PORTAL).ifPresent(tag -> Must.hold(tag >= 0, "a tag of " + tag));
        records.unreadable(TARGET, PORTAL);
        records.inTheWay(TARGET, PORTAL, "default");
        records.find(TARGET, PORTAL, "default")
                .ifPresent(record -> Must.equal(PORTAL, record.portal(), "the portal of a record"));
        for (NodeRecord record : records.of(TARGET)) {
            Must.equal(TARGET, record.target(), "whose record it is");
            new UnseenLogins(host).maybeTrying(record);
            records.set(record, "node.session.scan", "manual");
            records.delete(record);
            Must.hold(!host.files().exists(record.path()), "still there");
        }
        return records.count(TARGET, PORTAL);
    }

    private static void discovery(GivenHost host) {
        HostFiles files = host.files();
        var secret = Secret.of("abcdefghijkl".toCharArray());
        var credentials =
                Credentials.of(Optional.of(Chap.oneWay(new ChapUser("finder", secret))), files);
        String path = new NodePlaces(files).root() + "/send_targets/192.0.2.1,3260/st_config";
        Optional<String> before = files.read(path);
        boolean foreign =
                before.filter(text -> !text.contains("# of Mortise, for the time of one discovery"))
                        .isPresent();
        var records = new DiscoveryRecords(host);
        Must.failOnlyWith(
                VolumeException.class,
                () -> {
                    records.write(PORTAL, credentials, SOON, host.deadline());
                    return true;
                });
        records.remove(PORTAL, host.deadline());
        Must.equal(foreign ? before : Optional.empty(), files.read(path), "the record afterwards");
    }
}
