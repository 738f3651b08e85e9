// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.itests.fuzz.Input;
import io.mortise.itests.fuzz.Must;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A line of the journal, whatever stands in its fields, is read as it was written. */
public final class LineTarget {
    private LineTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        List<String> words = new Input(data).texts();
        Optional<Line> made = Must.failOnlyWith(IllegalArgumentException.class, () -> line(words));
        if (made.isPresent()) {
            byte[] bytes = made.get().bytes();
            Must.hold(bytes[bytes.length - 1] == '\n', "the end of the line");
            byte[] body = Arrays.copyOf(bytes, bytes.length - 1);
            for (byte each : body) {
                Must.hold(each != '\n', "a line within the line");
            }
            Must.equal(made, Line.parse(body), "read again");
        }
        Line.parse(data);
    }

    private static Line line(List<String> words) {
        var fields = new ArrayList<Field>();
        for (int i = 1; i + 1 < words.size(); i += 2) {
            fields.add(new Field(words.get(i), words.get(i + 1)));
        }
        return new Line(words.get(0), fields);
    }
}
