// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.world;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumePath;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.spi.Outcome;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import io.mortise.spi.Undo;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of thing: a file {@code /world/PHASE/NAME}. A thing with a file {@code /world/stuck/NAME}
 * can't be undone; with a file {@code /world/unwritten/NAME} something is lost with it. Sessions
 * and records are shared.
 */
public final class ThingKind implements StepKind {
    private final Host host;
    private final Phase phase;

    public ThingKind(Host host, Phase phase) {
        this.host = host;
        this.phase = phase;
    }

    /** The step that makes such a thing. */
    public static Step step(Phase phase, String name) {
        return Step.of(name(phase), Map.of("name", name));
    }

    static String name(Phase phase) {
        return "thing." + phase.name().toLowerCase(Locale.ROOT);
    }

    static String file(Step step) {
        return "/world/" + step.kind() + "/" + step.key().get("name");
    }

    @Override
    public String kind() {
        return name(phase);
    }

    @Override
    public int newestVersion() {
        return 1;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public List<Outcome> undo(List<Step> steps, Undo undo) {
        return steps.stream().map(step -> undo(step, undo)).toList();
    }

    @SuppressWarnings("try") // the lock is only to be closed
    private Outcome undo(Step step, Undo undo) {
        if (phase == Phase.MAP || phase == Phase.DISK) {
            return remove(step, undo);
        }
        try (Held alone = undo.locks().hold(file(step), Access.EXCLUSIVE, undo.deadline())) {
            return undo.claimsOfOthers(step).isEmpty()
                    ? remove(step, undo)
                    : Outcome.leftToOthers(step, "left " + step + " to others");
        }
    }

    private Outcome remove(Step step, Undo undo) {
        if (host.files().exists("/world/stuck/" + step.key().get("name"))) {
            return Outcome.failed(
                    step,
                    VolumeException.passing(
                            undo.deadline().passed() ? Reason.TIMED_OUT : Reason.REMOVAL_FAILED,
                            step + " is stuck",
                            "Loosen it."));
        }
        if (!host.files().exists(file(step))) {
            return Outcome.nothingThere(step);
        }
        if (host.files().exists("/world/unwritten/" + step.key().get("name"))) {
            undo.mayBeLost("what " + step + " held");
        }
        host.files().remove(file(step));
        return Outcome.undone(step, "removed " + step);
    }

    @Override
    public Map<Step, String> disks(List<Step> steps, Deadline deadline) {
        Map<Step, String> disks = new HashMap<>();
        if (phase == Phase.DISK) {
            steps.stream()
                    .filter(step -> host.files().exists(file(step)))
                    .forEach(step -> disks.put(step, "sd" + step.key().get("name")));
        }
        return disks;
    }

    @Override
    public Optional<VolumePath> path(Step step) {
        return Optional.ofNullable(step.notes().get("path")).map(ThingConnection::path);
    }
}
