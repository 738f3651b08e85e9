// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.ConnectionInformation;
import io.mortise.engine.attachments.Codecs;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import io.mortise.spi.Trail;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The trail of an attach under way, as its connector sees it. */
record OpenTrail(
        LiveTrail live, Frame frame, Walk walk, Gate gate, Duration cleanupTimeout, Codecs codecs)
        implements Trail {
    @Override
    public void add(List<Step> steps) {
        if (!steps.isEmpty()) {
            live.record(new Entry.Added(steps));
        }
    }

    @Override
    public void know(ConnectionInformation connection, Set<String> volumeKeys) {
        var fields = codecs.require(connection.protocol()).write(connection);
        live.record(new Entry.Known(live.image().intent().knowing(fields, volumeKeys)));
    }

    @Override
    public List<Step> steps() {
        return live.image().steps();
    }

    @Override
    public List<Outcome> walkBack(List<Step> steps) {
        if (steps.isEmpty()) {
            return List.of();
        }
        try (Gate.Pass cleanup = gate.cleanup(live.image().intent().protocol(), cleanupTimeout)) {
            var own =
                    new Frame(
                            frame.attachment(),
                            cleanup.deadline(),
                            frame.last(),
                            frame.locks(),
                            frame.ledger());
            return walk.back(live, steps, Manner.AFTER_FAILED_ATTACH, own).outcomes();
        }
    }
}
