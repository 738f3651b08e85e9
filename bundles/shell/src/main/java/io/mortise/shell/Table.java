// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.shell;

import io.mortise.api.Shown;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their widest cell. */
final class Table {
    private static final String GAP = "  ";
    private static final int WIDEST = 4096;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(List.of(heads));
    }

    void row(Object... cells) {
        var row = new ArrayList<String>();
        for (Object cell : cells) {
            String text = Shown.plain(String.valueOf(cell), WIDEST);
            row.add(text.isEmpty() ? "-" : text);
        }
        rows.add(row);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i))
                        .append(" ".repeat(width(i) - row.get(i).length()))
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
