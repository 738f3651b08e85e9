// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.HostFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The names in a directory, as many as anybody could have use for. */
final class DirectoryNames {
    /** No process has more files open, and no host more disks. */
    static final int MOST = 1 << 20;

    private DirectoryNames() {}

    static List<String> of(String directory, int most) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(directory))) {
            for (Path entry : entries) {
                if (names.size() == most) {
                    throw new HostFailure(
                            HostFailure.Kind.GARBLED,
                            "listing " + directory,
                            "more than " + most + " names");
                }
                names.add(entry.getFileName().toString());
            }
        }
        names.sort(null);
        return names;
    }
}
