// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentId;
import io.mortise.engine.attachments.Codecs;
import io.mortise.engine.attachments.Presentation;
import io.mortise.engine.attachments.Surveys;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.trails.Ledger;
import io.mortise.engine.trails.StepKinds;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.spi.Locks;
import java.util.function.Supplier;

/**
 * What operations are made with.
 *
 * @param settings those in force now; an operation asks once, as it begins
 */
public record Parts(
        Host host,
        Supplier<EngineSettings> settings,
        Gate gate,
        Ledger ledger,
        Locks locks,
        StepKinds kinds,
        Codecs codecs,
        Surveys surveys,
        Presentation presentation,
        LateWork late) {
    Frame frame(AttachmentId id, String protocol, Deadline deadline) {
        return new Frame(id, deadline, gate.last(protocol), locks, ledger);
    }
}
