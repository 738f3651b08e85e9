// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.VolumePath;
import io.mortise.host.Access;
import io.mortise.host.Held;
import io.mortise.host.Host;
import io.mortise.iscsi.node.NodeCredentials;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.SessionName;
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

/** Undoes {@code iscsi.setting}: gives a setting of somebody else's node record its old value. */
@Component(service = StepKind.class, property = StepKind.KIND + "=" + IscsiSteps.SETTING)
public final class SettingKind implements StepKind {
    private final NodeRecords records;

    @Activate
    public SettingKind(@Reference Host host) {
        this.records = new NodeRecords(host);
    }

    @Override
    public String kind() {
        return IscsiSteps.SETTING;
    }

    @Override
    public int newestVersion() {
        return 2;
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
        return steps.stream().map(step -> Settled.of(step, () -> undo(step, undo))).toList();
    }

    /** Whether a record still holds what such a step has put there. */
    public static boolean holds(NodeRecord record, Step step) {
        String setting = IscsiSteps.field(step, "setting");
        Optional<String> user = IscsiSteps.userBesideSecret(step);
        String compared = user.isPresent() ? NodeCredentials.userBeside(setting) : setting;
        String written = user.orElseGet(() -> IscsiSteps.field(step, "new"));
        return record.settings().getOrDefault(compared, "").equals(written);
    }

    private Outcome undo(Step step, Undo undo) {
        return used(step, undo).orElseGet(() -> alone(step, undo));
    }

    private static Optional<Outcome> used(Step step, Undo undo) {
        return undo.claimsOfOthers(step).isEmpty()
                ? Optional.empty()
                : Optional.of(Outcome.leftToOthers(step, describe(step) + " is needed by others"));
    }

    private static String describe(Step step) {
        return IscsiSteps.field(step, "setting") + " of " + IscsiSteps.session(step);
    }

    // another attach, also of another process, may be about to log in with it as it is
    @SuppressWarnings("try") // the lock is only to be held
    private Outcome alone(Step step, Undo undo) {
        String lock = IscsiSteps.session(step).lock();
        try (Held unopened = undo.locks().hold(lock, Access.EXCLUSIVE, undo.deadline())) {
            // one that came between has put its claim on its trail by now
            return used(step, undo).orElseGet(() -> restored(step, undo));
        }
    }

    @SuppressWarnings("try") // the lock is only to be held
    private Outcome restored(Step step, Undo undo) {
        SessionName name = IscsiSteps.session(step);
        String setting = IscsiSteps.field(step, "setting");
        try (Held lock = records.lock(undo.deadline())) {
            Optional<NodeRecord> record = records.find(name.target(), name.portal(), name.iface());
            String now = record.map(r -> r.settings().getOrDefault(setting, "")).orElse("");
            if (record.isEmpty() || now.equals(IscsiSteps.field(step, "old"))) {
                return Outcome.nothingThere(step);
            }
            if (!holds(record.get(), step)) {
                return Outcome.leftToOthers(step, describe(step) + " was changed since");
            }
            records.set(record.get(), setting, IscsiSteps.field(step, "old"));
        }
        return Outcome.undone(step, "restored " + setting + " of the node record of " + name);
    }
}
