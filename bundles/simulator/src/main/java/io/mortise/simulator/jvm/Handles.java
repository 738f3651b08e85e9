// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Held;
import java.util.ArrayList;
import java.util.List;

/** What a JVM holds open: locks, files, connections, subscriptions. */
final class Handles {
    private static final class Handle {
        private final String what;

        private Handle(String what) {
            this.what = what;
        }
    }

    private final Gate gate;
    // used while holding the baton
    private final List<Handle> open = new ArrayList<>();

    Handles(Gate gate) {
        this.gate = gate;
    }

    /** Counts it until it is closed; to be called while holding the baton. */
    Held keep(String what, Held held) {
        var handle = new Handle(what);
        open.add(handle);
        return () ->
                gate.quietly(
                        () -> {
                            open.remove(handle);
                            held.close();
                        });
    }

    List<String> open() {
        return open.stream().map(handle -> handle.what).toList();
    }
}
