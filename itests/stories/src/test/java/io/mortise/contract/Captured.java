// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static org.junit.Assert.assertEquals;

import io.mortise.host.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A transcript of the fixtures: what a real tool printed, and how it exited. */
record Captured(String name, List<String> out, int status) {
    private static final Path FIXTURES =
            Path.of(System.getProperty("mortise.fixtures", "../lab/fixtures"));
    // what differs from run to run: numbers that the kernel gives
    private static final Pattern VARIABLE =
            Pattern.compile("(?<=\\[sid: |^pid )\\d+|\\bsd[a-z]\\b|\\bdm-\\d+|\\b\\d+(?=:0:0:\\d)");

    static Captured of(String name) {
        List<String> lines = lines(name + ".txt");
        int from = lines.indexOf("--- stdout");
        int to = lines.indexOf("--- stderr");
        String exit = lines.get(lines.size() - 1);
        return new Captured(
                name,
                lines.subList(from + 1, to),
                Integer.parseInt(exit.substring("--- exit ".length())));
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(FIXTURES.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Proves that a command ended and printed the same; portals come in any order. */
    void agrees(CommandResult result) {
        assertEquals(result.describe(), CommandResult.Ending.EXITED, result.ending());
        assertEquals(name + ": " + result.describe(), status, result.status());
        agrees(result.out());
    }

    /** Proves that a daemon answered the same. */
    void agrees(String answer) {
        assertEquals(name, plain(out), plain(answer.lines().toList()));
    }

    private static List<String> plain(List<String> lines) {
        return lines.stream()
                .map(line -> VARIABLE.matcher(line.strip()).replaceAll("#"))
                .filter(line -> !line.isEmpty())
                .sorted()
                .toList();
    }
}
