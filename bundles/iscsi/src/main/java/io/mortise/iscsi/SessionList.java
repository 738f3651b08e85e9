// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi;

import io.mortise.api.AttachmentId;
import io.mortise.api.IscsiSession;
import io.mortise.api.Reason;
import io.mortise.api.Sessions;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.spi.Engine;
import io.mortise.spi.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The iSCSI sessions of this host, with their disks and the attachments that use them. */
@Component(service = Sessions.class)
public final class SessionList implements Sessions {
    private final IscsiSessions sessions;
    private final Disks disks;
    private final Engine engine;

    @Activate
    public SessionList(@Reference Host host, @Reference Engine engine) {
        this.sessions = new IscsiSessions(host);
        this.disks = new Disks(host);
        this.engine = engine;
    }

    @Override
    public List<IscsiSession> list() {
        try {
            List<Disk> all = disks.all();
            Map<AttachmentId, List<Step>> trails = engine.trails();
            return sessions.look().sessions().stream()
                    .map(
                            session ->
                                    shown(
                                            session,
                                            disksOf(session, all),
                                            users(session.name(), trails)))
                    .toList();
        } catch (HostFailure failure) {
            throw VolumeException.passing(
                            Reason.HOST_FAILED,
                            "the iSCSI sessions can't be read: " + failure.getMessage(),
                            "See the kernel's log.")
                    .causedBy(failure);
        }
    }

    private static List<String> disksOf(Session session, List<Disk> all) {
        return all.stream()
                .filter(disk -> session.mayHold(disk.address()))
                .map(Disk::name)
                .toList();
    }

    private static Set<AttachmentId> users(SessionName name, Map<AttachmentId, List<Step>> trails) {
        return trails.entrySet().stream()
                .filter(trail -> trail.getValue().stream().anyMatch(s -> IscsiSteps.needs(s, name)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private IscsiSession shown(Session session, List<String> disks, Set<AttachmentId> users) {
        return new IscsiSession(
                session.sid(),
                session.name().target(),
                session.name().portal(),
                session.name().iface(),
                sessions.transport(session),
                session.state(),
                session.host(),
                disks,
                users);
    }
}
