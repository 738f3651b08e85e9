// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.step;

import io.mortise.api.Iqn;
import io.mortise.api.Lun;
import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.IscsiSessions;
import io.mortise.iscsi.session.IscsiSessions.Seen;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Identity;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Disks of a volume at the targets and LUNs of its trail, but over sessions that the trail does not
 * name: of another portal or iface, or a second one of the same name. Left behind, they would be
 * the next volume's that gets the LUN. Thread-safe.
 */
final class StrayDisks {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final IscsiSessions sessions;
    private final DiskSearch search;
    private final Identity identity;

    StrayDisks(Host host) {
        this.sessions = new IscsiSessions(host);
        this.search = new DiskSearch(host);
        this.identity = new Identity(host);
    }

    /** Each once, with the first step at whose target and LUN it sits. */
    Map<Step, List<Disk>> of(List<Step> steps, Wwid wwid, Deadline deadline) {
        Map<Iqn, Seen> seen = new HashMap<>();
        Set<Disk> known = new HashSet<>();
        for (Step step : steps) {
            SessionName name = IscsiSteps.session(step);
            look(name.target(), seen)
                    .find(name)
                    .flatMap(session -> disk(session, IscsiSteps.diskPath(step).lun()))
                    .ifPresent(known::add);
        }
        Map<Step, List<Disk>> strays = new HashMap<>();
        for (Step step : steps) {
            Lun lun = IscsiSteps.diskPath(step).lun();
            for (Session session : look(IscsiSteps.session(step).target(), seen).sessions()) {
                disk(session, lun)
                        .filter(known::add)
                        .filter(disk -> is(disk, wwid, deadline))
                        .ifPresent(
                                disk ->
                                        strays.computeIfAbsent(step, s -> new ArrayList<>())
                                                .add(disk));
            }
        }
        return strays;
    }

    // what does not answer is unknown, and nobody's to delete
    private boolean is(Disk disk, Wwid wwid, Deadline deadline) {
        return identity.remembered(disk).equals(Optional.of(wwid))
                && identity.live(disk, deadline.atMost(ANSWER)).equals(Optional.of(wwid));
    }

    private Seen look(Iqn target, Map<Iqn, Seen> seen) {
        return seen.computeIfAbsent(target, sessions::look);
    }

    private Optional<Disk> disk(Session session, Lun lun) {
        try {
            return search.disk(session, lun);
        } catch (HostFailure vanishing) {
            return Optional.empty();
        }
    }
}
