// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.VolumePath;
import io.mortise.host.Host;
import io.mortise.spi.Outcome;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import io.mortise.spi.Undo;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Undoes {@code iscsi.node}: deletes a node record that we made and that no session needs. */
@Component(service = StepKind.class, property = StepKind.KIND + "=" + IscsiSteps.NODE)
public final class NodeKind implements StepKind {
    private final Host host;

    @Activate
    public NodeKind(@Reference Host host) {
        this.host = host;
    }

    @Override
    public String kind() {
        return IscsiSteps.NODE;
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
    public Optional<VolumePath> path(Step step) {
        return IscsiSteps.path(step).map(path -> path);
    }

    @Override
    public List<Outcome> undo(List<Step> steps, Undo undo) {
        var removal = new RecordRemoval(host, undo);
        return steps.stream().map(step -> Settled.of(step, () -> removal.of(step))).toList();
    }
}
