// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentId;
import io.mortise.engine.trails.Ledger;
import io.mortise.host.Deadline;
import io.mortise.spi.Locks;
import io.mortise.spi.Operation;
import io.mortise.spi.Step;
import java.util.List;
import java.util.Optional;

/**
 * The frame of one operation.
 *
 * @param before what stood on its own trail as it began
 */
record Frame(
        AttachmentId attachment,
        Deadline deadline,
        Deadline last,
        Locks locks,
        Ledger ledger,
        List<Step> before)
        implements Operation {
    Frame {
        before = List.copyOf(before);
    }

    Frame(AttachmentId attachment, Deadline deadline, Deadline last, Locks locks, Ledger ledger) {
        this(attachment, deadline, last, locks, ledger, List.of());
    }

    /** The same, of a trail on which these steps stood before. */
    Frame after(List<Step> steps) {
        return new Frame(attachment, deadline, last, locks, ledger, steps);
    }

    @Override
    public List<Step> claimsOfOthers(Step step) {
        return ledger.claims().on(step, attachment);
    }

    @Override
    public Optional<Step> standing(Step step) {
        return before.stream().filter(step::sameThingAs).findFirst();
    }
}
