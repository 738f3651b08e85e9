// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What multipathd shows. */
final class MultipathdReports {
    private static final int PID = 241;
    private static final String DEFAULT_PATHS = "%i %d %D %p %t %T %o %C";
    private static final String DEFAULT_MAPS = "%n %d %w";
    private static final String NOTHING = "ok\n";
    private static final String FAIL = "fail\n";

    private final Multipathd daemon;

    MultipathdReports(Multipathd daemon) {
        this.daemon = daemon;
    }

    /** Answers what follows after "show"; empty if that is not known. */
    Optional<String> report(List<String> words) {
        String noun = words.isEmpty() ? "" : words.get(0);
        List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
        return switch (noun) {
            case "daemon" -> only(rest, "pid " + PID + " idle\n");
            case "status" -> only(rest, status());
            case "topology" ->
                    only(rest, orNothing(new Topology(daemon).of(daemon.knowledge().maps())));
            case "config" -> config(rest);
            case "maps", "multipaths" -> maps(rest);
            case "map", "multipath" -> map(rest);
            case "paths" -> paths(rest);
            case "path" -> rest.size() == 1 ? Optional.of(path(rest.get(0))) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<String> only(List<String> rest, String answer) {
        return rest.isEmpty() ? Optional.of(answer) : Optional.empty();
    }

    private Optional<String> config(List<String> rest) {
        boolean known = rest.isEmpty() || rest.equals(List.of("local"));
        return known ? Optional.of(daemon.settings().print()) : Optional.empty();
    }

    private String status() {
        String counts =
                daemon.knowledge().paths().stream()
                        .filter(path -> path.map().isPresent())
                        .collect(
                                Collectors.groupingBy(
                                        MultipathdReports::state,
                                        TreeMap::new,
                                        Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(e -> String.format("%-20s%d\n", e.getKey(), e.getValue()))
                        .collect(Collectors.joining());
        return "path checker states:\n"
                + counts
                + "\npaths: "
                + daemon.knowledge().paths().size()
                + "\nbusy: False\n";
    }

    private static String state(PathEntry path) {
        return switch (path.check()) {
            case READY -> "up";
            case FAULTY -> "down";
            case PENDING -> "pending";
            case UNDEF -> "wild";
        };
    }

    private Optional<String> maps(List<String> rest) {
        if (rest.equals(List.of("json"))) {
            return Optional.of(new MapJson().maps(daemon.knowledge().maps()));
        }
        if (rest.equals(List.of("topology"))) {
            return Optional.of(orNothing(new Topology(daemon).of(daemon.knowledge().maps())));
        }
        return table(rest, DEFAULT_MAPS)
                .flatMap(
                        table ->
                                table.print(
                                        daemon.knowledge().maps(),
                                        MapFields::value,
                                        MapFields::title))
                .map(MultipathdReports::orNothing);
    }

    private Optional<String> map(List<String> rest) {
        if (rest.size() < 2) {
            return Optional.empty();
        }
        Optional<MapEntry> map = daemon.knowledge().map(rest.get(0));
        List<String> how = rest.subList(1, rest.size());
        boolean json = how.equals(List.of("json"));
        boolean topology = how.equals(List.of("topology"));
        Optional<FormatTable> table = table(how, "");
        if (!json && !topology && table.isEmpty()) {
            return Optional.empty();
        }
        if (map.isEmpty()) {
            return Optional.of(FAIL);
        }
        if (json) {
            return Optional.of(new MapJson().map(map.get()));
        }
        if (topology) {
            return Optional.of(new Topology(daemon).of(List.of(map.get())));
        }
        return table.get().print(List.of(map.get()), MapFields::value, MapFields::title);
    }

    private Optional<String> paths(List<String> rest) {
        return table(rest, DEFAULT_PATHS)
                .flatMap(
                        table ->
                                table.print(
                                        daemon.knowledge().paths(),
                                        PathFields::value,
                                        PathFields::title))
                .map(MultipathdReports::orNothing);
    }

    private String path(String name) {
        return daemon.knowledge().path(name).map(path -> path.deviceState() + "\n").orElse(FAIL);
    }

    private static Optional<FormatTable> table(List<String> how, String otherwise) {
        if (how.isEmpty() && !otherwise.isEmpty()) {
            return Optional.of(new FormatTable(otherwise, FormatTable.Style.PADDED));
        }
        if (how.size() == 2 && how.get(0).equals("format")) {
            return Optional.of(new FormatTable(how.get(1), FormatTable.Style.PADDED));
        }
        boolean raw = how.size() == 3 && how.subList(0, 2).equals(List.of("raw", "format"));
        return raw
                ? Optional.of(new FormatTable(how.get(2), FormatTable.Style.RAW))
                : Optional.empty();
    }

    private static String orNothing(String text) {
        return text.isEmpty() ? NOTHING : text;
    }
}
