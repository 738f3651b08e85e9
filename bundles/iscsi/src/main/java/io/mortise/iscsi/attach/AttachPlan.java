// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.iscsi.node.LoginLimits;
import io.mortise.iscsi.node.NodeCredentials;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.iscsi.step.SettingKind;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Operation;
import io.mortise.spi.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an attach is going to do to the host, as far as it can be seen beforehand. Only looks, and
 * at the sessions of each target once.
 */
final class AttachPlan {
    private final Operation operation;
    private final IscsiSettings settings;
    private final NodeCredentials credentials;
    private final NodeRecords records;
    private final IscsiSessions sessions;
    private final DiskSearch search;
    private final Disks disks;
    private final MultipathDevices devices;
    private final int turns;
    private final Map<Iqn, Seen> seen = new HashMap<>();

    AttachPlan(Host host, Operation operation, Wish wish) {
        this(host, operation, wish, 1);
    }

    /**
     * @param turns how many logins must find time before the deadline, one after the other
     */
    AttachPlan(Host host, Operation operation, Wish wish, int turns) {
        this.turns = turns;
        this.operation = operation;
        this.settings = wish.settings();
        this.credentials = wish.nodeCredentials();
        this.records = new NodeRecords(host);
        this.sessions = new IscsiSessions(host);
        this.search = new DiskSearch(host);
        this.disks = new Disks(host);
        this.devices = new MultipathDevices(host);
    }

    /**
     * Of paths, and of a map above them, also if none is wanted: multipathd makes it by itself. A
     * map that stands on their disks already is left alone until they are proven, also where the
     * trail has the steps of an earlier one, which is gone.
     */
    List<Step> all(List<IscsiPath> paths) {
        var steps = new ArrayList<>(paths.stream().flatMap(path -> of(path).stream()).toList());
        List<DmMap> before =
                paths.stream().flatMap(path -> disk(path).stream()).flatMap(this::holding).toList();
        if (before.isEmpty()) {
            steps.add(IscsiSteps.map());
            return steps;
        }
        Stream.concat(
                        Stream.of(IscsiSteps.map()),
                        before.stream().map(map -> IscsiSteps.map(map.wwid())).distinct())
                .filter(map -> operation.standing(map).isPresent())
                .map(IscsiSteps::preexisting)
                .forEach(steps::add);
        return steps;
    }

    private Optional<Disk> disk(IscsiPath path) {
        return session(path).flatMap(session -> disks.find(search.address(session, path.lun())));
    }

    private Optional<Session> session(IscsiPath path) {
        return seen(path.target()).find(SessionName.of(path));
    }

    private Seen seen(Iqn target) {
        return seen.computeIfAbsent(target, sessions::look);
    }

    private Stream<DmMap> holding(Disk disk) {
        return devices.holding(disk.name()).stream();
    }

    List<Step> of(IscsiPath path) {
        Optional<Session> session = session(path);
        var steps = new ArrayList<Step>();
        Optional<NodeRecord> record = record(path);
        addRecord(path, record, session.isPresent(), steps);
        Step need = IscsiSteps.session(path);
        // another process with Mortise may go before us: the last of all who use it closes it
        boolean ours = ours(need) || record.filter(NodeRecord::isOfMortise).isPresent();
        // one that can't be read may be it; if it is not, all is ours once we make it
        boolean unclear = session.isEmpty() && seen(path.target()).unclear() > 0;
        boolean there = session.isPresent() || unclear;
        steps.add(there && !ours ? IscsiSteps.preexisting(need) : need);
        boolean found = session.flatMap(s -> disks.find(search.address(s, path.lun()))).isPresent();
        Step disk = IscsiSteps.disk(path);
        // also that of an absent trail: it went without its disks, so somebody else has made it,
        // and what it is shows only when it is proven
        boolean before = (found || unclear) && operation.claimsOfOthers(disk).isEmpty();
        steps.add(before ? IscsiSteps.preexisting(disk) : disk);
        return steps;
    }

    /**
     * Whether trails of ours made what is there, its own or others; one that found it there says
     * so.
     */
    boolean ours(Step step) {
        if (operation.standing(step).filter(own -> !IscsiSteps.isPreexisting(own)).isPresent()) {
            return true;
        }
        List<Step> claims = operation.claimsOfOthers(step);
        return !claims.isEmpty() && claims.stream().noneMatch(IscsiSteps::isPreexisting);
    }

    private void addRecord(
            IscsiPath path, Optional<NodeRecord> record, boolean sessionThere, List<Step> steps) {
        Optional<Step> claim = record.flatMap(there -> claim(path, there));
        if (record.isPresent() && claim.isEmpty()) {
            if (!sessionThere) {
                steps.addAll(changes(path, record.get()));
            }
        } else if (record.isPresent() || !sessionThere) {
            steps.add(claim.orElse(IscsiSteps.node(path)));
        }
    }

    private Optional<NodeRecord> record(IscsiPath path) {
        SessionName name = SessionName.of(path);
        return records.find(name.target(), name.portal(), name.iface());
    }

    /**
     * The claim to a record that Mortise made, in this process or another, or adopted; empty if it
     * is somebody else's, who may have put it in the place of ours, as a discovery does.
     */
    Optional<Step> claim(IscsiPath path, NodeRecord record) {
        Step node = IscsiSteps.node(path);
        boolean ours = ours(node);
        boolean adopted =
                ours
                        && Stream.concat(
                                        operation.standing(node).stream(),
                                        operation.claimsOfOthers(node).stream())
                                .anyMatch(IscsiSteps::isAdopted);
        if (adopted) {
            return Optional.of(IscsiSteps.adopted(node));
        }
        return record.isOfMortise() || (ours && !record.isReplaced())
                ? Optional.of(node)
                : Optional.empty();
    }

    /**
     * What a login with somebody else's record needs to be changed on it.
     *
     * @throws VolumeException LOGIN_FAILED if it holds another secret that is not ours, which could
     *     not be put back: the journal keeps none
     */
    List<Step> changes(IscsiPath path, NodeRecord record) {
        var steps = new ArrayList<Step>();
        Map<String, String> changes = NodeRecords.changes(record, limits());
        changes.forEach((name, value) -> steps.add(setting(path, record, name, value)));
        credentials
                .changes(record)
                .forEach((name, value) -> steps.add(credential(path, record, name, value)));
        return steps;
    }

    // what we have put there before is not what it has to go back to
    private Step setting(IscsiPath path, NodeRecord record, String name, String value) {
        String now = record.settings().getOrDefault(name, "");
        Step step = IscsiSteps.setting(path, name, now, value);
        return standing(step, record)
                .map(own -> IscsiSteps.setting(path, name, IscsiSteps.field(own, "old"), value))
                .orElse(step);
    }

    private Optional<Step> standing(Step setting, NodeRecord record) {
        return operation.standing(setting).filter(own -> SettingKind.holds(record, own));
    }

    private Step credential(IscsiPath path, NodeRecord record, String name, String value) {
        if (!NodeCredentials.isSecret(name)) {
            return setting(path, record, name, value);
        }
        Step secret =
                IscsiSteps.secret(
                        path, name, credentials.settings().get(NodeCredentials.userBeside(name)));
        boolean none = record.settings().getOrDefault(name, "").isEmpty();
        if (!none && standing(secret, record).isEmpty()) {
            throw VolumeException.pointless(
                    Reason.LOGIN_FAILED,
                    "the node record of "
                            + SessionName.of(path)
                            + " was made by somebody else and holds another secret ("
                            + name
                            + "); it is not overwritten, since it could not be put back",
                    "Delete that record, or correct it, if nobody needs it as it is.");
        }
        return secret;
    }

    LoginLimits limits() {
        return LoginLimits.within(
                operation.deadline().left().dividedBy(turns),
                settings.loginTimeout(),
                settings.loginAttempts());
    }
}
