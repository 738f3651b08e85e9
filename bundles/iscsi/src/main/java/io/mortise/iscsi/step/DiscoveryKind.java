// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Portal;
import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.iscsi.discovery.Discovery;
import io.mortise.iscsi.node.DiscoveryRecords;
import io.mortise.spi.Outcome;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import io.mortise.spi.Undo;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Undoes {@code iscsi.discovery}: removes our record of a portal, with the secret in it. */
@Component(service = StepKind.class, property = StepKind.KIND + "=" + IscsiSteps.DISCOVERY)
public final class DiscoveryKind implements StepKind {
    private final DiscoveryRecords records;

    @Activate
    public DiscoveryKind(@Reference Host host) {
        this.records = new DiscoveryRecords(host);
    }

    @Override
    public String kind() {
        return IscsiSteps.DISCOVERY;
    }

    @Override
    public int newestVersion() {
        return 1;
    }

    @Override
    public Phase phase() {
        return Phase.RECORD;
    }

    @Override
    public List<Outcome> undo(List<Step> steps, Undo undo) {
        return steps.stream().map(step -> Settled.of(step, () -> undo(step, undo))).toList();
    }

    // under the lock that a discovery of another attachment holds while it uses its own
    @SuppressWarnings("try") // the lock is only to be held
    private Outcome undo(Step step, Undo undo) {
        Portal portal = Portal.parse(IscsiSteps.field(step, "portal"));
        String lock = Discovery.lock(portal);
        try (Held alone = undo.locks().hold(lock, Access.EXCLUSIVE, undo.deadline())) {
            return records.remove(portal, undo.deadline())
                    ? Outcome.undone(step, "removed the record of discovery at " + portal)
                    : Outcome.nothingThere(step);
        }
    }
}
