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

/** The frame of one operation. */
record Frame(AttachmentId attachment, Deadline deadline, Deadline last, Locks locks, Ledger ledger)
        implements Operation {
    @Override
    public List<Step> claimsOfOthers(Step step) {
        return ledger.claims().on(step, attachment);
    }
}
