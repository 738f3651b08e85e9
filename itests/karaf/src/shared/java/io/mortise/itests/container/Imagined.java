// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The simulated host and array, scripted by name; holds on to them when their bundle is gone. */
final class Imagined {
    private final Object fabric;

    Imagined(Object fabric) {
        this.fabric = fabric;
    }

    /** A volume of its own target over two portals, as Cinder's JSON. */
    String volume(String name) {
        int number = ((List<?>) ByName.call(fabric, "targets")).size();
        Object target = ByName.call(fabric, "target", "iqn.2003-01.org.example:" + name);
        var portals = new ArrayList<String>();
        for (int k = 0; k < 2; k++) {
            String portal = "10." + number + "." + k + ".2:3260";
            ByName.call(target, "portal", portal);
            portals.add('"' + portal + '"');
        }
        ByName.call(target, "lun", 1, ByName.call(fabric, "volume", name, 64L << 20));
        String iqn = '"' + (String) ByName.call(target, "name") + '"';
        return """
               {"driver_volume_type": "iscsi", "data": {"volume_id": "%s", "target_portals": %s,
                "target_iqns": [%s, %s], "target_luns": [1, 1]}}"""
                .formatted(name, portals, iqn, iqn);
    }

    /** Sessions, node records, disks and maps, as text. */
    String host() {
        return Stream.of("sessions", "records", "disks", "maps")
                .map(what -> what + " " + all(what))
                .collect(Collectors.joining(", "));
    }

    /** The links that udev keeps; those of a device go when udev comes to them after it. */
    List<?> links() {
        return all("links");
    }

    /** How many sessions there are. */
    int sessions() {
        return count("sessions");
    }

    /** How many disks there are. */
    int disks() {
        return count("disks");
    }

    /** How many maps there are. */
    int maps() {
        return count("maps");
    }

    private int count(String what) {
        return all(what).size();
    }

    private List<?> all(String what) {
        return (List<?>) ByName.call(ByName.call(fabric, "leftovers"), what);
    }

    /** Everything as fast as on ordinary hardware. */
    void ordinary() {
        ByName.call(fabric, "latencies", latencies());
    }

    /** The kernel takes so long to find a LUN, and to take a disk away. */
    void slow(Duration kernel) {
        Object slower = ByName.call(latencies(), "withScan", kernel);
        ByName.call(fabric, "latencies", ByName.call(slower, "withRemoval", kernel));
    }

    private Object latencies() {
        return ByName.callStatic(fabric, "io.mortise.simulator.fabric.Latencies", "ordinary");
    }

    /** Calls that no tool knows, and damaged data. */
    List<Object> wrong() {
        var wrong = new ArrayList<Object>((List<?>) ByName.call(fabric, "unknownCalls"));
        wrong.addAll((List<?>) ByName.call(fabric, "damage"));
        return wrong;
    }
}
