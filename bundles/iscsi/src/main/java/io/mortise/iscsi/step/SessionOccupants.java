// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Host;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.settings.IscsiSettings;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.spi.Outcome;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whose disks are on a session that is to be closed. */
final class SessionOccupants {
    private static final Duration BEAT = Duration.ofMillis(25);
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final Host host;
    private final IscsiSettings settings;
    private final Undo undo;
    private final Disks disks;
    private final DiskSearch search;

    SessionOccupants(Host host, IscsiSettings settings, Undo undo) {
        this.host = host;
        this.settings = settings;
        this.undo = undo;
        this.disks = new Disks(host);
        this.search = new DiskSearch(host);
    }

    /** Why the session must stay; empty if it carries no disk, and none can come any more. */
    Optional<Outcome> keep(Step step, Session session) {
        boolean settled = settles(session);
        List<Disk> on = search.of(session);
        if (on.size() == 1 && late(step, on.get(0))) {
            on = search.of(session);
        }
        if (on.isEmpty()) {
            return Optional.of(awaited(step, session))
                    .filter(o -> !settled || disks.scanning(session.host()));
        }
        return Optional.of(occupied(step, session, on));
    }

    // what others had the kernel do there a moment ago
    private boolean settles(Session session) {
        return undo.deadline()
                .atMost(SETTLING)
                .await(
                        host.tasks().signal("disks of " + session.name()),
                        BEAT,
                        () -> Optional.of(true).filter(yes -> search.unsettled(session).isEmpty()))
                .isPresent();
    }

    /** Deletes the volume's disk if it came after its turn, of a scan that a crash cut off. */
    private boolean late(Step step, Disk disk) {
        Step own = IscsiSteps.disk(IscsiSteps.diskPath(step));
        // by step, not by name: the kernel may have given it the name of one just deleted
        boolean hadItsTurn = undo.disks().keySet().stream().anyMatch(own::sameThingAs);
        if (hadItsTurn || !OwnDisks.isOurs(disk, step, undo)) {
            return false;
        }
        var deletion = new Deletion(host, settings, undo, Map.of(own, disk));
        Outcome outcome = Settled.of(own, () -> deletion.of(own));
        deletion.dropStaleLinks();
        return outcome.result() == Outcome.Result.UNDONE;
    }

    /**
     * Why a session that others use is not given up yet: a disk of the volume is still on it, still
     * going or may still come. If the others go before that, nobody would close it.
     */
    Optional<Outcome> ours(Step step, List<Session> all) {
        for (Session session : all) {
            List<Disk> own =
                    search.of(session).stream()
                            .filter(disk -> OwnDisks.isOursAlone(disk, step, undo))
                            .toList();
            if (!own.isEmpty()) {
                return Optional.of(occupied(step, session, own));
            }
        }
        return all.stream()
                .filter(session -> OwnDisks.unsettled(step, session, search, undo))
                .findFirst()
                .map(session -> awaited(step, session));
    }

    private Outcome awaited(Step step, Session session) {
        boolean scanning = disks.scanning(session.host());
        return Outcome.failed(
                step,
                VolumeException.passing(
                        Reason.REMOVAL_FAILED,
                        session.describe()
                                + " to "
                                + session.name()
                                + " stays, since the kernel "
                                + (scanning
                                        ? "has not answered a scan on it: a disk may still come"
                                        : "is still making a disk on it, or taking one away: "
                                                + search.unsettled(session)),
                        "See the kernel's log, then detach again."));
    }

    private Outcome occupied(Step step, Session session, List<Disk> on) {
        if (on.stream().anyMatch(disk -> OwnDisks.isOurs(disk, step, undo))) {
            return Outcome.failed(
                    step,
                    VolumeException.passing(
                            Reason.REMOVAL_FAILED,
                            session.describe()
                                    + " to "
                                    + session.name()
                                    + " stays, since disks of the volume are still on it: "
                                    + on,
                            "Detach again once the disks can be deleted."));
        }
        return Outcome.leftToOthers(
                step, "session to " + session.name() + " carries disks of others: " + on);
    }
}
