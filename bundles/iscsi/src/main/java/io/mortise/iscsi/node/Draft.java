// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.node;

import io.mortise.host.HostFiles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A record before it has its name: beside {@code nodes/}, never in it, where every file counts as a
 * record. There is one, used under open-iscsi's lock only.
 */
final class Draft {
    private static final String NAME = "/.mortise-record";

    private final HostFiles files;

    Draft(HostFiles files) {
        this.files = files;
    }

    /** Writes a whole record, among whose settings may be a secret. */
    void replace(String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            files.replace(path, path(), bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Removes what a process left that died while it wrote. */
    void remove() {
        if (files.exists(path())) {
            files.remove(path());
        }
    }

    private String path() {
        return new NodePlaces(files).root() + NAME;
    }
}
