// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import java.util.List;
import java.util.function.Function;

/** Maps as {@code multipath -ll} and {@code show topology} draw them. */
public final class Topology {
    private final Multipathd daemon;

    public Topology(Multipathd daemon) {
        this.daemon = daemon;
    }

    /** All maps, or the one of that name. */
    public String print(String name) {
        return of(
                name.isEmpty()
                        ? daemon.knowledge().maps()
                        : daemon.knowledge().map(name).stream().toList());
    }

    String of(List<MapEntry> maps) {
        var text = new StringBuilder();
        maps.forEach(map -> draw(text, map));
        return text.toString();
    }

    private void draw(StringBuilder text, MapEntry map) {
        boolean renamed = !map.device().name().equals(map.wwid());
        text.append(map.device().name())
                .append(renamed ? " (" + map.wwid() + ")" : "")
                .append(" " + map.device().kernelName())
                .append(map.paths().isEmpty() ? " ##,##" : " LIO-ORG,IBLOCK")
                .append("\nsize=" + MapFields.size(map.device().bytes()))
                .append(" features='" + MapFields.features(map))
                .append("' hwhandler='" + MapFields.handler(map))
                .append("' wp=" + (map.device().readOnly() ? "ro" : "rw") + "\n");
        if (map.paths().isEmpty()) {
            return;
        }
        text.append("`-+- policy='service-time 0' prio=" + MapJson.priority(map))
                .append(" status=active\n");
        for (PathEntry path : map.paths()) {
            boolean last = path == map.paths().get(map.paths().size() - 1);
            text.append(last ? "  `- " : "  |- ")
                    .append(padded(path, p -> p.disk().address()))
                    .append(padded(path, p -> p.disk().name()))
                    .append(padded(path, p -> p.disk().number()))
                    .append(padded(path, PathEntry::mapState))
                    .append(padded(path, PathEntry::checkText))
                    .append(path.deviceState() + "\n");
        }
    }

    // columns are as wide as in any path that the daemon knows
    private String padded(PathEntry path, Function<PathEntry, String> column) {
        int width =
                daemon.knowledge().paths().stream()
                        .mapToInt(p -> column.apply(p).length())
                        .max()
                        .orElse(0);
        String value = column.apply(path);
        return value + " ".repeat(Math.max(0, width - value.length()) + 1);
    }
}
