// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.management;

import io.mortise.api.DetachMode;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.IscsiSession;
import io.mortise.api.Lun;
import io.mortise.api.MultipathMap;
import io.mortise.api.Portal;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.cinder.CinderFormat;
import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.util.List;
import java.util.Set;
import javax.management.ObjectName;

/** What JMX is given, and the names of MBeans that come of names on the network. */
public final class DoorTarget {
    private static final Arguments ARGUMENTS = new Arguments(new CinderFormat());

    private DoorTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        var input = new Input(data);
        // a client may send nothing in place of a text
        String text = input.text(0).isEmpty() ? null : input.text(0);
        Must.failOnlyWith(VolumeException.class, () -> ARGUMENTS.connection(text))
                .ifPresent(
                        read ->
                                Must.hold(
                                        read.secrets().stream().allMatch(s -> s.file().isPresent()),
                                        "a secret in clear"));
        Must.failOnlyWith(
                VolumeException.class,
                () -> ARGUMENTS.detachRequest(text, input.text(1), DetachMode.CONFIGURED));
        Must.failOnlyWith(
                        IllegalArgumentException.class,
                        () ->
                                new IscsiPath(
                                        Portal.parse(input.text(1)),
                                        Iqn.parse(input.text(0)),
                                        new Lun(0),
                                        input.text(2)))
                .ifPresent(path -> named(path, input.text(3)));
    }

    // an iface's name comes from sysfs as it is
    private static void named(IscsiPath path, String iface) {
        var session =
                new IscsiSession(
                        1,
                        path.target(),
                        path.portal(),
                        iface,
                        "tcp",
                        "LOGGED_IN",
                        2,
                        List.of(),
                        Set.of());
        ObjectName name = Names.session(session);
        Must.hold(!name.isPattern(), "stands for several: " + name);
        Must.equal(
                path.target().name(),
                ObjectName.unquote(name.getKeyProperty("target")),
                "the target in the name");
        Names.connector(iface);
        var wwid = Must.failOnlyWith(IllegalArgumentException.class, () -> new Wwid(iface));
        wwid.ifPresent(id -> Must.hold(!Names.map(map(id)).isPattern(), "stands for several"));
    }

    private static MultipathMap map(Wwid wwid) {
        return new MultipathMap("a", wwid, "dm-0", 1, false, false, List.of(), Set.of());
    }
}
