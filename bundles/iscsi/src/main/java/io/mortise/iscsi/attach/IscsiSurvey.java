// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Attachment;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.KnownDevice;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumePath;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.settings.CurrentSettings;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.spi.Built;
import io.mortise.spi.Found;
import io.mortise.spi.Operation;
import io.mortise.spi.VolumeSurvey;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds iSCSI volumes on the host that somebody else attached. Changes nothing. */
@Component(service = VolumeSurvey.class)
public final class IscsiSurvey implements VolumeSurvey {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Host host;
    private final CurrentSettings settings;

    @Activate
    public IscsiSurvey(@Reference Host host, @Reference CurrentSettings settings) {
        this.host = host;
        this.settings = settings;
    }

    @Override
    public String protocol() {
        return IscsiConnection.PROTOCOL;
    }

    @Override
    public Duration timeout() {
        return settings.get().attachTimeout();
    }

    @Override
    public Set<String> volumeKeys(ConnectionInformation connection) {
        return IscsiAttach.keys(iscsi(connection).paths());
    }

    @Override
    public Optional<Found> find(
            ConnectionInformation connection, KnownDevice known, Operation operation) {
        return new Adoption(host, iscsi(connection), known, operation.deadline()).find();
    }

    @Override
    public ConnectionInformation along(ConnectionInformation connection, VolumePath path) {
        IscsiConnection before = iscsi(connection);
        if (!(path instanceof IscsiPath more) || before.paths().contains(more)) {
            return before;
        }
        return before.over(Stream.concat(before.paths().stream(), Stream.of(more)).toList());
    }

    @Override
    public Optional<ConnectionInformation> ways(Wwid wwid, Deadline deadline) {
        Seen seen = new IscsiSessions(host).look();
        var identity = new Identity(host);
        Map<List<Object>, IscsiPath> ways = new LinkedHashMap<>();
        for (Disk disk : new Disks(host).all()) {
            // the kernel keeps what it once read, so it is only a hint
            boolean maybe = identity.remembered(disk).equals(Optional.of(wwid));
            Optional<Session> session = session(seen, disk);
            if (maybe && session.isPresent()) {
                Optional<Wwid> live = identity.live(disk, deadline.atMost(ANSWER));
                if (live.isEmpty() || live.get().equals(wwid)) {
                    LiveWay.path(session.get(), disk)
                            .ifPresent(
                                    way ->
                                            ways.putIfAbsent(
                                                    List.of(
                                                            way.portal(),
                                                            way.target(),
                                                            way.iface()),
                                                    way));
                }
            }
        }
        return ways.isEmpty()
                ? Optional.empty()
                : Optional.of(new IscsiConnection(List.copyOf(ways.values())));
    }

    private static Optional<Session> session(Seen seen, Disk disk) {
        // one of which the number of its target is not known comes last
        return seen.sessions().stream()
                .filter(session -> session.mayHold(disk.address()))
                .min(Comparator.comparing(session -> session.target().isEmpty()));
    }

    @Override
    public Built prove(Operation operation, Attachment attachment) {
        var wish = new Wish(iscsi(attachment.connection()), settings.get());
        return new Proof(host, attachment, wish, operation.deadline()).prove();
    }

    private static IscsiConnection iscsi(ConnectionInformation connection) {
        if (connection instanceof IscsiConnection iscsi) {
            return iscsi;
        }
        throw VolumeException.pointless(
                Reason.UNSUPPORTED,
                "only iscsi volumes are looked for here, not " + connection.protocol(),
                "Use the connector with protocol=" + connection.protocol() + ".");
    }
}
