// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.engine.operations.Gate;
import io.mortise.engine.settings.EngineSettings;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends operations before what they need goes: each is walked back while that can be done, or left
 * on its trail.
 *
 * @param settings those in force now
 */
record Leaving(Gate gate, Supplier<EngineSettings> settings) {
    private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);

    /** The engine stops. */
    void ofAll() {
        Duration grace = settings.get().stopGrace();
        if (!gate.shut(grace)) {
            LOG.warn(
                    "operations did not end within {} s; recovery finishes them",
                    grace.toSeconds());
        }
    }

    /** The connector of a protocol goes, or a part of it. */
    void of(String protocol) {
        Duration grace = settings.get().stopGrace();
        if (!gate.leave(protocol, grace)) {
            LOG.warn(
                    "the connector of {} goes before operations of it ended, which were given {} s;"
                            + " recovery finishes them when it is back",
                    protocol,
                    grace.toSeconds());
        }
    }
}
