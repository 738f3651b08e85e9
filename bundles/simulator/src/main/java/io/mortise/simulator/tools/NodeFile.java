// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

/**
 * A file that counts as a record.
 *
 * @param path the file
 * @param entry what stands in the target's folder: the file itself, or the folder it is in
 * @param record what it says
 */
record NodeFile(String path, String entry, NodeRecord record) {
    /** Whether it is a plain file whose name has a portal group tag: then only reading it works. */
    boolean misnamed() {
        return path.equals(entry) && entry.substring(entry.lastIndexOf('/')).split(",").length > 2;
    }
}
