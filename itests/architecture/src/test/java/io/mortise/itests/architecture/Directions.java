// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Who may use whom, as CONTRIBUTING.md says it; nothing of that table is repeated in code. */
final class Directions {
    private static final Path TABLE = Repository.ROOT.resolve("CONTRIBUTING.md");
    private static final List<String> HEADINGS =
            List.of("bundle", "kind", "uses", "exports", "from outside");

    /** One bundle's row. Outside: prefixes of packages that come from elsewhere. */
    record Row(
            String bundle,
            Kind kind,
            List<String> uses,
            List<String> exports,
            List<String> outside) {}

    enum Kind {
        TYPE,
        COMPONENT
    }

    private final Map<String, Row> rows = new TreeMap<>();

    private Directions(List<String> lines) {
        if (!HEADINGS.equals(cells(lines.get(0)))) {
            throw new IllegalStateException(
                    TABLE + ": the table's headings must be " + HEADINGS + ", not " + lines.get(0));
        }
        lines.stream().skip(2).map(Directions::parsed).forEach(row -> rows.put(row.bundle(), row));
    }

    static Directions read() {
        List<String> lines = Repository.lines(TABLE);
        int from = lines.indexOf("<!-- direction -->");
        int to = lines.indexOf("<!-- /direction -->");
        if (from < 0 || to < from) {
            throw new IllegalStateException(
                    TABLE + ": no table between <!-- direction --> and <!-- /direction -->");
        }
        return new Directions(
                lines.subList(from, to).stream().filter(line -> line.startsWith("|")).toList());
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    Row row(String bundle) {
        Row row = rows.get(bundle);
        if (row == null) {
            throw new IllegalStateException(TABLE + ": no row for the bundle " + bundle);
        }
        return row;
    }

    /** Whether a bundle may use a package that is neither its own nor java's. */
    boolean allows(Row row, String used) {
        return row.outside().stream().anyMatch(prefix -> isIn(used, prefix))
                || row.uses().stream().anyMatch(other -> row(other).exports().contains(used));
    }

    static boolean isIn(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private static Row parsed(String line) {
        List<String> cells = cells(line);
        return new Row(
                cells.get(0),
                Kind.valueOf(cells.get(1).toUpperCase(Locale.ROOT)),
                names(cells.get(2)),
                names(cells.get(3)),
                names(cells.get(4)));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
    }

    private static List<String> names(String cell) {
        return cell.equals("-") ? List.of() : List.of(cell.split(",\\s*"));
    }
}
