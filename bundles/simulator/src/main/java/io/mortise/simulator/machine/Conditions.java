// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.HostFailure;
import io.mortise.host.HostFailure.Kind;
import io.mortise.simulator.machine.Tree.Condition;
import java.util.Map;
import java.util.TreeMap;

/** How the file systems are, by the directory they are mounted at; the longest one counts. */
final class Conditions {
    private final Map<String, Condition> byDirectory = new TreeMap<>();

    void set(String directory, Condition condition) {
        byDirectory.put(directory.equals("/") ? "" : directory, condition);
    }

    /** Refuses a change that needs space. */
    void needSpace(String doing, String path) {
        change(doing, path);
        if (of(path) == Condition.FULL) {
            throw new HostFailure(Kind.FULL, doing + " " + path, "No space left on device");
        }
    }

    /** Refuses any change where nothing can be changed. */
    void change(String doing, String path) {
        if (of(path) == Condition.READ_ONLY) {
            throw new HostFailure(Kind.FULL, doing + " " + path, "Read-only file system");
        }
    }

    private Condition of(String path) {
        String longest = "";
        Condition found = byDirectory.getOrDefault("", Condition.WRITABLE);
        for (Map.Entry<String, Condition> entry : byDirectory.entrySet()) {
            String directory = entry.getKey();
            if (path.startsWith(directory + "/") && directory.length() >= longest.length()) {
                longest = directory;
                found = entry.getValue();
            }
        }
        return found;
    }
}
