// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a real tool was called with, printed and exited with, in the lab. */
public record Captured(List<String> argv, String out, String err, int status) {
    private static final Path FIXTURES = Path.of("..", "..", "itests", "lab", "fixtures");

    /** Reads {@code TOOL-VERSION/NAME.txt}. */
    public static Captured of(String file) {
        List<String> lines = lines(file + ".txt");
        int stdout = find(lines, "--- stdout");
        int stderr = find(lines, "--- stderr");
        int exit = find(lines, "--- exit ");
        String command = lines.stream().filter(line -> line.startsWith("$ ")).findFirst().get();
        return new Captured(
                words(command.substring(2)),
                text(lines.subList(stdout + 1, stderr)),
                text(lines.subList(stderr + 1, exit)),
                Integer.parseInt(lines.get(exit).substring("--- exit ".length())));
    }

    /** The lines of a file of the fixtures. */
    public static List<String> lines(String file) {
        try {
            return Files.readAllLines(FIXTURES.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int find(List<String> lines, String start) {
        for (int k = 0; k < lines.size(); k++) {
            if (lines.get(k).startsWith(start)) {
                return k;
            }
        }
        throw new AssertionError("no " + start);
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    // as bash quotes with %q: backslashes only
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        for (int k = 0; k < command.length(); k++) {
            char c = command.charAt(k);
            if (c == '\\') {
                word.append(command.charAt(++k));
            } else if (c == ' ') {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }
}
