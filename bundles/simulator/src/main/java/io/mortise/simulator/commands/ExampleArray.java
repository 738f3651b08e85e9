// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.commands;

import io.mortise.simulator.fabric.Fabric;
import io.mortise.simulator.fabric.Target;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One volume, offered by one target over four portals. */
final class ExampleArray {
    static final String VOLUME = "example";

    private static final String TARGET = "iqn.2003-01.org.example:array";
    private static final int LUN = 1;
    private static final long BYTES = 1L << 30;
    private static final List<String> PORTALS =
            IntStream.range(0, 4).mapToObj(k -> "10.10." + k + ".2:3260").toList();

    private ExampleArray() {}

    /** Makes it, unless it is there; gives the connection information as Cinder writes it. */
    static String on(Fabric fabric) {
        Target target = fabric.target(TARGET);
        PORTALS.forEach(target::portal);
        target.lun(LUN, fabric.volume(VOLUME, BYTES));
        return """
        {"driver_volume_type": "iscsi",
         "data": {
           "volume_id": "%s",
           "target_portals": [%s],
           "target_iqns": [%s],
           "target_luns": [%s]}}
        """
                .formatted(
                        VOLUME,
                        each(PORTALS.stream().map(ExampleArray::quoted).toList()),
                        each(PORTALS.stream().map(portal -> quoted(TARGET)).toList()),
                        each(PORTALS.stream().map(portal -> String.valueOf(LUN)).toList()));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String each(List<String> values) {
        return values.stream().collect(Collectors.joining(", "));
    }
}
