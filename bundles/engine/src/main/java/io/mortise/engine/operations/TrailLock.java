// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentId;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Journal;
import io.mortise.engine.trails.Ledger;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks an operation on a trail as running, for other processes: an operating system lock, freed
 * also if this process dies. Its file goes with the trail, while it is still locked.
 */
final class TrailLock implements Held {
    private static final Logger LOG = LoggerFactory.getLogger(TrailLock.class);

    private final Journal journal;
    private final Ledger ledger;
    private final AttachmentId id;
    private final Held held;

    private TrailLock(Journal journal, Ledger ledger, AttachmentId id, Held held) {
        this.journal = journal;
        this.ledger = ledger;
        this.id = id;
        this.held = held;
    }

    /**
     * As {@link #hold} for a forced detach, which goes on where the mark can't be made, as on a
     * file system that has become read-only. Nobody else can work on the trail all the same: this
     * process has had the lock of the whole journal since before, and the volume's locks, which
     * stand elsewhere, are held.
     */
    static TrailLock holdOrGoOn(Ledger ledger, AttachmentId id) {
        try {
            return hold(ledger, id);
        } catch (VolumeException unmarked) {
            if (unmarked.reason() != Reason.JOURNAL_UNAVAILABLE) {
                throw unmarked;
            }
            Journal journal = ledger.journal();
            LOG.warn("it goes on, since it is forced: {}", unmarked.getMessage());
            return new TrailLock(journal, ledger, id, () -> {});
        }
    }

    static TrailLock hold(Ledger ledger, AttachmentId id) {
        Journal journal = ledger.journal();
        try {
            Held held =
                    journal.tryOperation(id)
                            .orElseThrow(
                                    () ->
                                            VolumeException.passing(
                                                    Reason.BUSY,
                                                    "another process works on attachment " + id,
                                                    "Try again when it has ended."));
            return new TrailLock(journal, ledger, id, held);
        } catch (HostFailure failure) {
            throw VolumeException.passing(
                            Reason.JOURNAL_UNAVAILABLE,
                            "the operation on " + id + " can't be marked: " + failure.getMessage(),
                            "See to it that root may write " + journal.directory() + ".")
                    .causedBy(failure);
        }
    }

    @Override
    @SuppressWarnings("try") // the lock is only to be closed
    public void close() {
        try (held) {
            if (ledger.find(id).isEmpty()) {
                journal.forgetOperation(id);
            }
        } catch (HostFailure left) {
            // the operation has ended as it has; the next start removes the mark
            LOG.debug("the mark of {} is left", id, left);
        }
    }
}
