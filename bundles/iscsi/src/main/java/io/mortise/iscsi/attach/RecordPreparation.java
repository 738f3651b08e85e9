// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.host.Held;
import io.mortise.iscsi.node.Ifaces;
import io.mortise.iscsi.node.LoginLimits;
import io.mortise.iscsi.node.NodeCredentials;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.spi.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Sees to it that there is a node record for each login, and that it bounds the login. */
final class RecordPreparation {
    private final Job job;
    private final NodeRecords records;
    private final Ifaces ifaces;
    private final AttachPlan plan;
    private final NodeCredentials credentials;

    RecordPreparation(Job job) {
        this.job = job;
        this.records = new NodeRecords(job.host());
        this.ifaces = new Ifaces(job.host());
        this.plan = new AttachPlan(job.host(), job.operation(), job.wish(), job.turns());
        this.credentials = job.wish().nodeCredentials();
    }

    // whoever has a group's tag to find is alone here, see Paths.start
    @SuppressWarnings("try") // the lock is only to be held
    void prepare(List<IscsiPath> paths) {
        Map<IscsiPath, OptionalInt> tags = new TreeMap<>();
        paths.forEach(path -> tags.put(path, new GroupTags(job).of(path)));
        try (Held lock = records.lock(job.operation().deadline())) {
            LoginLimits limits = plan.limits();
            paths.forEach(path -> prepare(path, tags.get(path), limits));
        }
        if (!job.wish().credentials().none()) {
            verify(paths);
        }
    }

    /**
     * Claims the record of a path whose session another attach has opened since this one was
     * planned: the last of those who use it deletes it.
     */
    void claim(IscsiPath path) {
        SessionName name = SessionName.of(path);
        Optional<NodeRecord> record = records.find(name.target(), name.portal(), name.iface());
        Step node = IscsiSteps.node(path);
        if (record.isEmpty() && plan.ours(node)) {
            put(List.of(node));
        }
        record.flatMap(there -> plan.claim(path, there)).ifPresent(claim -> put(List.of(claim)));
    }

    private void verify(List<IscsiPath> paths) {
        List<SessionName> asked = paths.stream().map(SessionName::of).toList();
        SessionName first = asked.get(0);
        Optional<NodeRecord> record = records.find(first.target(), first.portal(), first.iface());
        credentials.verify(
                job.host(),
                record.map(NodeRecord::target).orElse(first.target()),
                r -> asked.contains(new SessionName(r.target(), r.portal(), r.iface())),
                asked.size(),
                job.operation().deadline());
    }

    private void prepare(IscsiPath path, OptionalInt tag, LoginLimits limits) {
        SessionName name = SessionName.of(path);
        Optional<NodeRecord> record = records.find(name.target(), name.portal(), name.iface());
        if (record.isEmpty()) {
            // without a record nobody can be trying to log in
            job.logins().ended(name);
            put(List.of(IscsiSteps.node(path)));
            records.make(
                    name.target(),
                    name.portal(),
                    ifaces.require(name.iface()),
                    tag,
                    limits,
                    credentials);
            return;
        }
        records.touch(record.get());
        Step node = IscsiSteps.node(path);
        Optional<Step> claim = plan.claim(path, record.get());
        if (claim.isPresent()) {
            // who made it may have come between: the last of those who log in with it deletes it
            put(List.of(claim.get()));
            // ours: only the credentials can have become others since it was made
            credentials
                    .changes(record.get())
                    .forEach((setting, value) -> records.set(record.get(), setting, value));
            return;
        }
        if (stands(node)) {
            // made by somebody else since, maybe in the place of ours
            job.trail().add(List.of(IscsiSteps.preexisting(node)));
        }
        List<Step> changes = plan.changes(path, record.get());
        put(changes);
        for (Step step : changes) {
            String setting = IscsiSteps.field(step, "setting");
            String value =
                    NodeCredentials.isSecret(setting)
                            ? credentials.settings().get(setting)
                            : IscsiSteps.field(step, "new");
            records.set(record.get(), setting, value);
        }
    }

    // nearly always planned already
    private void put(List<Step> steps) {
        List<Step> missing = steps.stream().filter(step -> !stands(step)).toList();
        if (!missing.isEmpty()) {
            job.trail().add(missing);
        }
    }

    private boolean stands(Step step) {
        return job.trail().steps().stream().anyMatch(step::sameThingAs);
    }
}
