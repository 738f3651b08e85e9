// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.simulator.machine.Tree;
import java.util.Optional;

/** A file with a secret in it, refused unless it is closed to others. */
final class PrivateBytes {
    private PrivateBytes() {}

    static Optional<byte[]> of(Tree tree, String path, int most) {
        if (tree.readLink(path).isPresent() || tree.isDirectory(path)) {
            throw notPrivate(path, "it is no plain file");
        }
        if (tree.isExposed(path)) {
            throw notPrivate(path, "others may read or write it (mode 0644)");
        }
        Optional<byte[]> read = tree.readBytes(path);
        if (read.filter(bytes -> bytes.length > most).isPresent()) {
            throw notPrivate(path, "more than " + most + " bytes");
        }
        return read;
    }

    private static HostFailure notPrivate(String path, String why) {
        return new HostFailure(Kind.REFUSED, "reading the secret in " + path, why);
    }
}
