// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import io.mortise.simulator.kernel.Session;
import java.util.List;
import java.util.stream.Collectors;

/** Maps as {@code show maps json} prints them. */
final class MapJson {
    private static final String HEAD = "{\n   \"major_version\": 0,\n   \"minor_version\": 1,\n";
    private static final String PATH =
            """
                        "dev" : "%s",
                        "dev_t" : "%s",
                        "dm_st" : "%s",
                        "dev_st" : "%s",
                        "chk_st" : "%s",
                        "checker" : "tur",
                        "pri" : %d,
                        "host_wwnn" : "[undef]",
                        "target_wwnn" : "%s",
                        "host_wwpn" : "[undef]",
                        "target_wwpn" : "[undef]",
                        "host_adapter" : "%s",
                        "lun_hex" : "0x%04x000000000000",
                        "marginal_st" : "normal"
            """;

    String maps(List<MapEntry> maps) {
        String all =
                maps.stream()
                        .map(map -> "{\n" + body(map) + "   }")
                        .collect(Collectors.joining(","));
        return HEAD + "   \"maps\": [" + all + "]\n}\n";
    }

    String map(MapEntry map) {
        return HEAD + "   \"map\":{\n" + body(map) + "   }\n}\n";
    }

    /** Of the one group: that of its paths which are not failed. */
    static int priority(MapEntry map) {
        return map.paths().stream()
                .filter(path -> map.device().active(path.disk()))
                .mapToInt(PathFields::priority)
                .max()
                .orElse(0);
    }

    private static String body(MapEntry map) {
        boolean empty = map.paths().isEmpty();
        var text = new StringBuilder();
        quoted(text, "name", map.device().name());
        quoted(text, "uuid", map.wwid());
        quoted(text, "sysfs", map.device().kernelName());
        quoted(text, "failback", "immediate");
        quoted(text, "queueing", MapFields.queueing(map));
        plain(text, "paths", map.device().activePaths());
        quoted(text, "write_prot", map.device().readOnly() ? "ro" : "rw");
        quoted(text, "dm_st", MapFields.state(map));
        quoted(text, "features", MapFields.features(map));
        quoted(text, "hwhandler", MapFields.handler(map));
        quoted(text, "action", map.waiting() ? "create" : "");
        plain(text, "path_faults", map.faults());
        quoted(text, "vend", empty ? "##" : "LIO-ORG");
        quoted(text, "prod", empty ? "##" : "IBLOCK");
        quoted(text, "rev", empty ? "##" : "4.0");
        plain(text, "switch_grp", 0);
        plain(text, "map_loads", map.loads());
        plain(text, "total_q_time", map.queuedSeconds());
        plain(text, "q_timeouts", map.queueTimeouts());
        text.append("      \"path_groups\": [" + (empty ? "" : group(map)) + "]\n");
        return text.toString();
    }

    private static String group(MapEntry map) {
        String paths =
                map.paths().stream()
                        .map(path -> "{\n" + path(path) + "         }")
                        .collect(Collectors.joining(","));
        return "{\n         \"selector\" : \"service-time 0\",\n         \"pri\" : "
                + priority(map)
                + ",\n         \"dm_st\" : \"active\",\n         \"marginal_st\" : \"normal\",\n         \"group\" : 1,\n"
                + "         \"paths\": ["
                + paths
                + "]\n      }";
    }

    private static String path(PathEntry path) {
        return String.format(
                PATH,
                path.disk().name(),
                path.disk().number(),
                path.mapState(),
                path.deviceState(),
                path.checkText(),
                PathFields.priority(path),
                path.disk().session().terms().target(),
                adapter(path.disk().session()),
                path.disk().lun());
    }

    private static String adapter(Session session) {
        return session.connected() ? session.localAddress() : "[undef]";
    }

    private static void quoted(StringBuilder text, String name, String value) {
        text.append("      \"" + name + "\" : \"" + value + "\",\n");
    }

    private static void plain(StringBuilder text, String name, int value) {
        text.append("      \"" + name + "\" : " + value + ",\n");
    }
}
