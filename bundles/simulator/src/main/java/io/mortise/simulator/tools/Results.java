// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.host.Signal;
import io.mortise.simulator.daemons.IscsiStatus;
import io.mortise.simulator.machine.Process;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** What a daemon answers to several requests of one process. */
final class Results {
    private static final Duration BEAT = Duration.ofHours(1);
    private static final int OPEN = -1;

    private final Process process;
    private final Signal arrived;
    private final List<Integer> statuses = new ArrayList<>();

    Results(Process process) {
        this.process = process;
        this.arrived = process.machine().timeline().signal("answer to " + process.argv().get(0));
    }

    /** A place for the answer to one more request. */
    IntConsumer next() {
        int place = statuses.size();
        statuses.add(OPEN);
        return status -> {
            statuses.set(place, status);
            arrived.raise();
        };
    }

    /** Waits for the answer to the request of that number. */
    int await(int place) {
        while (statuses.get(place) == OPEN) {
            process.await(arrived, arrived.count(), BEAT);
        }
        if (statuses.get(place) == IscsiStatus.COMMUNICATION) {
            process.err("iscsiadm: read error (0/2), daemon died?\n");
        }
        return statuses.get(place);
    }
}
