// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Steps as fields: {@code step=KIND@VERSION}, then {@code key.NAME} and {@code note.NAME}. */
final class StepFields {
    private static final String KEY = "key.";
    private static final String NOTE = "note.";

    private StepFields() {}

    static List<Field> write(List<Step> steps) {
        var fields = new ArrayList<Field>();
        for (Step step : steps) {
            fields.add(new Field("step", step.kind() + "@" + step.version()));
            step.key().forEach((name, value) -> fields.add(new Field(KEY + name, value)));
            step.notes().forEach((name, value) -> fields.add(new Field(NOTE + name, value)));
        }
        return fields;
    }

    static List<Step> read(Line line) {
        var steps = new ArrayList<Step>();
        List<Field> fields = line.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals("step")) {
                steps.add(step(fields, i));
            }
        }
        return steps;
    }

    private static Step step(List<Field> fields, int at) {
        String[] kind = fields.get(at).value().split("@", 2);
        if (kind.length < 2) {
            throw new IllegalArgumentException("a step without version: " + kind[0]);
        }
        SortedMap<String, String> key = new TreeMap<>();
        SortedMap<String, String> notes = new TreeMap<>();
        for (int i = at + 1; i < fields.size() && !fields.get(i).name().equals("step"); i++) {
            String name = fields.get(i).name();
            if (name.startsWith(KEY)) {
                key.put(name.substring(KEY.length()), fields.get(i).value());
            } else if (name.startsWith(NOTE)) {
                notes.put(name.substring(NOTE.length()), fields.get(i).value());
            }
        }
        return new Step(kind[0], Integer.parseInt(kind[1]), key, notes);
    }
}
