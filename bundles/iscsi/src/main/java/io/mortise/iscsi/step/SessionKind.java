// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.VolumePath;
import io.mortise.host.Host;
import io.mortise.host.Task;
import io.mortise.iscsi.session.Logins;
import io.mortise.iscsi.settings.CurrentSettings;
import io.mortise.spi.Outcome;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import io.mortise.spi.Undo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Undoes {@code iscsi.session}: logs out of a session when its last user goes, and not before.
 * Targets side by side; the sessions of one target with one process if all of them go.
 */
@Component(service = StepKind.class, property = StepKind.KIND + "=" + IscsiSteps.SESSION)
public final class SessionKind implements StepKind {
    private final Host host;
    private final Logins logins;
    private final CurrentSettings settings;

    @Activate
    public SessionKind(
            @Reference Host host, @Reference Logins logins, @Reference CurrentSettings settings) {
        this.host = host;
        this.logins = logins;
        this.settings = settings;
    }

    @Override
    public String kind() {
        return IscsiSteps.SESSION;
    }

    @Override
    public int newestVersion() {
        return 1;
    }

    @Override
    public Phase phase() {
        return Phase.SESSION;
    }

    @Override
    public Optional<VolumePath> path(Step step) {
        return IscsiSteps.path(step).map(path -> path);
    }

    @Override
    public List<Outcome> undo(List<Step> steps, Undo undo) {
        Map<String, List<Step>> byTarget = new TreeMap<>();
        var outcomes = new ArrayList<Outcome>();
        for (Step step : steps) {
            String target = step.key().getOrDefault("target", "");
            byTarget.computeIfAbsent(target, t -> new ArrayList<>()).add(step);
        }
        List<Supplier<List<Outcome>>> bodies = new ArrayList<>();
        for (List<Step> ofTarget : byTarget.values()) {
            bodies.add(() -> new Logout(host, logins, settings.get(), undo).of(ofTarget));
        }
        if (bodies.size() == 1) {
            outcomes.addAll(bodies.get(0).get());
        } else {
            host.tasks().forkAndJoin("log out for " + undo.attachment(), bodies).stream()
                    .map(Task::result)
                    .flatMap(Optional::stream)
                    .forEach((Collection<Outcome> some) -> outcomes.addAll(some));
        }
        return outcomes;
    }
}
