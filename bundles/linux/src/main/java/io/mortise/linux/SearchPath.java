// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where programs are looked for. Fixed, so that the environment of the container decides nothing.
 *
 * @param folders absolute, in order of search; at least one
 */
record SearchPath(List<Path> folders) {
    static final String DEFAULT = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin";

    SearchPath {
        folders = List.copyOf(folders);
        if (folders.isEmpty() || !folders.stream().allMatch(Path::isAbsolute)) {
            throw new IllegalArgumentException(
                    "a search path is one or more absolute folders joined by colons, not "
                            + folders);
        }
    }

    /** Parses what stands in an environment variable PATH. */
    static SearchPath parse(String text) {
        return new SearchPath(
                Arrays.stream(text.strip().split(":", -1))
                        .map(String::strip)
                        .map(Path::of)
                        .toList());
    }

    /** The program's file: an absolute path as it is, any other name only in the folders. */
    Optional<Path> find(String program) {
        Path asked = Path.of(program);
        if (asked.isAbsolute()) {
            return Optional.of(asked).filter(SearchPath::runs);
        }
        return folders.stream().map(f -> f.resolve(program)).filter(SearchPath::runs).findFirst();
    }

    private static boolean runs(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    @Override
    public String toString() {
        return String.join(":", folders.stream().map(Path::toString).toList());
    }
}
