// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.api.VolumeException;
import io.mortise.engine.trails.Ledger;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the journal, whoever comes first; what then stands on it is recovered. Thread-safe. */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final Ledger ledger;
    private final Runnable opened;
    private final Runnable missed;

    /**
     * @param opened called when it has been opened
     * @param missed called when it could not be, and is to be tried again
     */
    Opening(Ledger ledger, Runnable opened, Runnable missed) {
        this.ledger = ledger;
        this.opened = opened;
        this.missed = missed;
    }

    /** At the start, which goes on without. */
    void first() {
        try {
            run();
        } catch (VolumeException unavailable) {
            LOG.warn("no volume can be attached or detached: {}", unavailable.describe());
        }
    }

    /**
     * Makes sure that it is open.
     *
     * @throws VolumeException JOURNAL_UNAVAILABLE, or CANCELLED once it was closed for good
     */
    void run() {
        try {
            open();
        } catch (VolumeException unavailable) {
            missed.run();
            throw unavailable;
        }
    }

    private void open() {
        Optional<List<String>> read = ledger.open();
        read.ifPresent(
                findings -> {
                    findings.forEach(finding -> LOG.warn("journal: {}", finding));
                    opened.run();
                });
    }

    /** Tries it anew if it was missed; whether it need not be tried again. */
    boolean again() {
        if (ledger.missed().isEmpty()) {
            return true;
        }
        try {
            open();
            LOG.info("the journal can be used by now");
            return true;
        } catch (VolumeException still) {
            LOG.debug("{}", still.describe());
            return false;
        }
    }
}
