// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.machine.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * open-iscsi's node records, in the layouts of version 2.1.8 in Debian 12: {@code
 * nodes/IQN/IP,PORT} for records without a portal group tag, {@code nodes/IQN/IP,PORT,TAG/IFACE}
 * for those with one.
 */
final class NodeDatabase {
    static final String ROOT = "/etc/iscsi/nodes";

    private final Tree tree;

    NodeDatabase(Tree tree) {
        this.tree = tree;
    }

    /** A plain file where only folders may be: makes listing fail. */
    Optional<String> stray() {
        return tree.list(ROOT).stream()
                .map(name -> ROOT + "/" + name)
                .filter(path -> !tree.isDirectory(path))
                .findFirst();
    }

    /** The files that count as records, by target and portal. */
    List<NodeFile> find(Predicate<NodeRecord> wanted) {
        return tree.list(ROOT).stream()
                .map(name -> ROOT + "/" + name)
                .flatMap(folder -> tree.list(folder).stream().map(name -> folder + "/" + name))
                .flatMap(this::files)
                .filter(file -> wanted.test(file.record()))
                .toList();
    }

    private Stream<NodeFile> files(String entry) {
        List<String> paths = new ArrayList<>();
        if (tree.isDirectory(entry)) {
            tree.list(entry).forEach(iface -> paths.add(entry + "/" + iface));
        } else {
            paths.add(entry);
        }
        return paths.stream()
                .flatMap(
                        path ->
                                tree.read(path).flatMap(NodeRecord::parse).stream()
                                        .map(record -> new NodeFile(path, entry, record)));
    }

    boolean there(NodeFile file) {
        return tree.exists(file.path());
    }

    /** Writes a record where its tag says it belongs, whatever it was read from. */
    void write(NodeRecord record) {
        tree.file(place(record), record.file());
    }

    /**
     * Deletes a record where its tag says it belongs.
     *
     * @return what is missing, if it is not there
     */
    Optional<String> delete(NodeRecord record) {
        String place = place(record);
        if (!tree.exists(place)) {
            return Optional.of(folder(record) + "/" + record.iface());
        }
        tree.remove(place);
        String parent = place.substring(0, place.lastIndexOf('/'));
        removeIfEmpty(parent);
        removeIfEmpty(ROOT + "/" + record.target());
        return Optional.empty();
    }

    private void removeIfEmpty(String folder) {
        if (tree.list(folder).isEmpty()) {
            tree.remove(folder);
        }
    }

    private static String place(NodeRecord record) {
        return record.tag() == -1 ? flat(record) : folder(record) + "/" + record.iface();
    }

    private static String flat(NodeRecord record) {
        return ROOT + "/" + record.target() + "/" + record.address() + "," + record.port();
    }

    private static String folder(NodeRecord record) {
        return flat(record) + "," + record.tag();
    }
}
