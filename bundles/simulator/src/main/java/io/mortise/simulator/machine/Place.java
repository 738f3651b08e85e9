// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.simulator.machine.Node.Directory;
import java.util.Optional;

/**
 * Where a path leads.
 *
 * @param up the directory's own place, with the links on the way followed; the root has none
 * @param parent the directory that would hold the last name; the root holds itself
 * @param name the last name
 * @param node what stands there
 */
record Place(Optional<Place> up, Directory parent, String name, Optional<Node> node) {
    /** A name in the directory that stands here. */
    Place below(Directory directory, String below) {
        return new Place(
                Optional.of(this),
                directory,
                below,
                Optional.ofNullable(directory.names.get(below)));
    }

    /** With the links on the way followed. */
    String path() {
        var path = new StringBuilder();
        for (Place at = this; at.up.isPresent(); at = at.up.get()) {
            path.insert(0, at.name).insert(0, '/');
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    Optional<Directory> directory() {
        return node.filter(Directory.class::isInstance).map(Directory.class::cast);
    }

    Optional<Node.Plain> plain() {
        return node.filter(Node.Plain.class::isInstance).map(Node.Plain.class::cast);
    }

    Optional<Node.Attribute> attribute() {
        return node.filter(Node.Attribute.class::isInstance).map(Node.Attribute.class::cast);
    }

    Optional<Node.Link> link() {
        return node.filter(Node.Link.class::isInstance).map(Node.Link.class::cast);
    }
}
