// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import java.util.Optional;

/** multipathd's wildcards for maps. */
final class MapFields {
    private MapFields() {}

    static Optional<String> title(char wildcard) {
        return Optional.ofNullable(
                switch (wildcard) {
                    case 'n' -> "name";
                    case 'w' -> "uuid";
                    case 'd' -> "sysfs";
                    case 'N' -> "paths";
                    case 'Q' -> "queueing";
                    case 't' -> "dm-st";
                    case 'S' -> "size";
                    case 'f' -> "features";
                    case 'h' -> "hwhandler";
                    case 'r' -> "write_prot";
                    case 'x' -> "failures";
                    case '0' -> "path_faults";
                    case '1' -> "switch_grp";
                    case '2' -> "map_loads";
                    case '3' -> "total_q_time";
                    case '4' -> "q_timeouts";
                    default -> null;
                });
    }

    static Optional<String> value(MapEntry map, char wildcard) {
        return Optional.ofNullable(
                switch (wildcard) {
                    case 'n' -> map.device().name();
                    case 'w' -> map.wwid();
                    case 'd' -> map.device().kernelName();
                    case 'N' -> Integer.toString(map.device().activePaths());
                    case 'Q' -> queueing(map);
                    case 't' -> state(map);
                    case 'S' -> size(map.device().bytes());
                    case 'f' -> features(map);
                    case 'h' -> handler(map);
                    case 'r' -> map.device().readOnly() ? "ro" : "rw";
                    case 'x' -> Integer.toString(map.failures());
                    case '0' -> Integer.toString(map.faults());
                    case '1' -> "0";
                    case '2' -> Integer.toString(map.loads());
                    case '3' -> Integer.toString(map.queuedSeconds());
                    case '4' -> Integer.toString(map.queueTimeouts());
                    default -> null;
                });
    }

    static String queueing(MapEntry map) {
        if (!map.device().queueing()) {
            return "off";
        }
        if (map.recovering()) {
            return map.secondsLeft() > 1_000_000 ? "on" : map.secondsLeft() + " sec";
        }
        return map.retries();
    }

    static String state(MapEntry map) {
        return map.device().suspended() ? "suspend" : "active";
    }

    static String features(MapEntry map) {
        return map.device().queueing() ? "1 queue_if_no_path" : "0";
    }

    static String handler(MapEntry map) {
        return map.paths().isEmpty() ? "0" : "1 alua";
    }

    // libmultipath/print.c, snprint_size: sectors, one digit after the point below 10
    static String size(long bytes) {
        double size = bytes / 1024.0;
        String units = "KMGTP";
        int unit = 0;
        while (size >= 1024 && unit < units.length() - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(size < 10 ? "%.1f" : "%.0f", size) + units.charAt(unit);
    }
}
