// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.linux;

import io.mortise.host.HostFailure;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The one door for names of files: what goes through is taken alike by the kernel and the JDK. */
final class AbsolutePath {
    private AbsolutePath() {}

    /**
     * The name itself.
     *
     * @throws HostFailure if the JVM can't write it in its encoding of file names
     */
    static String checked(String path) {
        of(path);
        return path;
    }

    /** As {@link #checked}, for the JDK. */
    static Path of(String path) {
        // a NUL would cut the name short on its way to the kernel
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an absolute path is needed, not \"" + path + '"');
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException unmappable) {
            throw new HostFailure(
                    HostFailure.Kind.IO,
                    "naming the file " + path,
                    "the JVM's encoding of file names ("
                            + System.getProperty("sun.jnu.encoding")
                            + ") lacks a character of it; with LANG=C.UTF-8 it has all");
        }
    }
}
