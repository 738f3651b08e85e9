// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.spi.Locks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;

/**
 * The locks of a volume: one for each of its keys, in their order, so that no two wait in a ring.
 */
final class VolumeLocks implements Held {
    private final Deque<Held> held = new ArrayDeque<>();

    private VolumeLocks() {}

    static VolumeLocks hold(Locks locks, Set<String> volumeKeys, Deadline deadline) {
        var all = new VolumeLocks();
        try {
            for (String key : new TreeSet<>(volumeKeys)) {
                all.held.push(locks.hold("volume " + key, Access.EXCLUSIVE, deadline));
            }
            return all;
        } catch (RuntimeException busy) {
            all.close();
            throw busy;
        }
    }

    @Override
    public void close() {
        while (!held.isEmpty()) {
            held.pop().close();
        }
    }
}
