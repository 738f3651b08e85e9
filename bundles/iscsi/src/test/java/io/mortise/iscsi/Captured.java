// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What open-iscsi 2.1.8 gave in the lab's guest. */
public final class Captured {
    private static final Pattern EXIT = Pattern.compile("(?m)^--- exit (\\d+)$");

    private Captured() {}

    public static String text(String name) {
        return of("2.1.8", name);
    }

    /** The same of another version of open-iscsi. */
    public static String of(String version, String name) {
        String resource = "/open-iscsi-" + version + "/" + name;
        try (InputStream stream = Captured.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exit status of a captured run. */
    public static int exit(String name) {
        return exitIn(text(name + ".txt"));
    }

    /** The exit status in a transcript. */
    public static int exitIn(String transcript) {
        Matcher exit = EXIT.matcher(transcript);
        if (!exit.find()) {
            throw new IllegalArgumentException("no exit status in " + transcript);
        }
        return Integer.parseInt(exit.group(1));
    }
}
