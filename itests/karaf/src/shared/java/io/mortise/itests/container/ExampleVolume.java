// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import io.mortise.api.ConnectionInformation;
import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Lun;
import io.mortise.api.Portal;
import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Target;
import io.mortise.simulator.fabric.Volume;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A volume of its own target over four portals, so that no test meets another's sessions.
 *
 * @param name its name, which is also the end of the target's
 * @param target the target
 * @param volume the volume, LUN 1
 */
public record ExampleVolume(String name, Target target, Volume volume) {
    private static final int LUN = 1;

    /** Scripts one. */
    public static ExampleVolume on(Fabric fabric, String name) {
        int number = fabric.targets().size();
        Target target = fabric.target("iqn.2003-01.org.example:" + name);
        for (int k = 0; k < 4; k++) {
            target.portal("10." + number + "." + k + ".2:3260");
        }
        Volume volume = fabric.volume(name, 64L << 20);
        target.lun(LUN, volume);
        return new ExampleVolume(name, target, volume);
    }

    /** The addresses of its portals. */
    public List<String> portals() {
        return target.portals().stream().map(portal -> portal.address()).toList();
    }

    /** What a client hands to the connector. */
    public ConnectionInformation connection() {
        var iqn = new Iqn(target.name());
        return new IscsiConnection(
                portals().stream()
                        .map(portal -> new IscsiPath(Portal.parse(portal), iqn, new Lun(LUN)))
                        .toList());
    }

    /** The same as Cinder's JSON. */
    public String json() {
        return "{\"driver_volume_type\": \"iscsi\", \"data\": {\"volume_id\": \"%s\", \"target_portals\": [%s],"
                        .formatted(name, each("\"%s\""))
                + " \"target_iqns\": [%s], \"target_luns\": [%s]}}"
                        .formatted(each("\"" + target.name() + "\""), each("" + LUN));
    }

    private String each(String form) {
        return portals().stream().map(form::formatted).collect(Collectors.joining(", "));
    }
}
