// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AccessMode;
import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.KnownDevice;
import io.mortise.api.Owner;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.Intent;
import io.mortise.engine.journal.Proven;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.scsi.Disks;
import io.mortise.scsi.multipath.MultipathDevices;
import io.mortise.spi.Built;
import io.mortise.spi.Found;
import io.mortise.spi.Step;
import io.mortise.spi.VolumeSurvey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a volume on the journal that somebody else attached, under the volume's locks. */
final class Adopting {
    private static final Logger LOG = LoggerFactory.getLogger(Adopting.class);

    private final Parts parts;
    private final VolumeSurvey survey;
    private final Deadline deadline;

    Adopting(Parts parts, VolumeSurvey survey, Deadline deadline) {
        this.parts = parts;
        this.survey = survey;
        this.deadline = deadline;
    }

    /**
     * The trail of the volume, as attached as it is; of one of which only empty sessions are left,
     * one that asks for walking back.
     *
     * @return empty if nothing of it is on the host
     */
    Optional<LiveTrail> adopt(
            AttachmentId id, ConnectionInformation connection, KnownDevice known, Owner owner) {
        return find(id, connection, known).map(found -> trail(id, owner, found));
    }

    /** As {@link #adopt}, only if there is a device to be kept. */
    Optional<LiveTrail> keep(AttachmentId id, ConnectionInformation connection, Owner owner) {
        return find(id, connection, KnownDevice.NONE)
                .filter(found -> found.built().isPresent())
                .map(found -> trail(id, owner, protectedIfAsked(found)));
    }

    // whoever has attached it so that it can be written to may do that
    private Found protectedIfAsked(Found found) {
        String path = found.built().orElseThrow().device().path();
        boolean asked = found.connection().traits().accessMode() == AccessMode.READ_ONLY;
        if (asked && !new Disks(parts.host()).readOnly(path.substring("/dev/".length()))) {
            throw VolumeException.pointless(
                    Reason.UNSUPPORTED,
                    path + " can be written to, and the volume is asked for read-only",
                    "Nothing was touched. Adopt it without access_mode=ro, or make it read-only"
                            + " first (blockdev --setro) if nobody writes to it.");
        }
        return found;
    }

    /**
     * Puts what is there of a volume onto the trail that it had before it went; nothing if another
     * volume is by now where it was.
     */
    void onto(LiveTrail trail, ConnectionInformation connection) {
        Optional<Found> found = same(trail, connection);
        found.flatMap(Found::built)
                .ifPresent(
                        built -> {
                            List<Step> steps = found.get().steps();
                            parts.kinds().require(steps);
                            TrailImage old = trail.image();
                            trail.become(
                                    TrailImage.begun(
                                                    trail.id(),
                                                    intent(found.get(), old.intent().owner()),
                                                    old.steps())
                                            .adding(steps)
                                            .as(Proven.of(built)));
                        });
    }

    private Optional<Found> same(LiveTrail trail, ConnectionInformation connection) {
        Optional<Wwid> wwid = trail.image().wwid();
        try {
            return find(trail.id(), connection, new KnownDevice(Optional.empty(), wwid));
        } catch (VolumeException other) {
            // some of its paths may lead to it still, or a map of it hold others' disks
            if (other.reason() != Reason.FOREIGN_DATA || wwid.map(this::isThere).orElse(true)) {
                throw other;
            }
            LOG.info("nothing of {} is on the host: {}", trail.id(), other.getMessage());
            return Optional.empty();
        }
    }

    private boolean isThere(Wwid wwid) {
        return survey.ways(wwid, deadline).isPresent()
                || new MultipathDevices(parts.host()).byWwid(wwid).isPresent();
    }

    private Intent intent(Found found, Owner owner) {
        ConnectionInformation connection = found.connection();
        return new Intent(
                parts.host().identity().bootId(),
                parts.host().tasks().now(),
                owner,
                connection.protocol(),
                parts.codecs().require(connection.protocol()).write(connection),
                survey.volumeKeys(connection));
    }

    private Optional<Found> find(
            AttachmentId id, ConnectionInformation connection, KnownDevice known) {
        var frame = parts.frame(id, connection.protocol(), deadline);
        return survey.find(connection, known, frame);
    }

    private LiveTrail trail(AttachmentId id, Owner owner, Found found) {
        parts.kinds().require(found.steps());
        Intent intent = intent(found, owner);
        return begun(id, intent, found);
    }

    private LiveTrail begun(AttachmentId id, Intent intent, Found found) {
        return found.built()
                .map(built -> attached(id, intent, found, built))
                .orElseGet(() -> parts.ledger().begin(id, intent, found.steps()));
    }

    @SuppressWarnings("try") // the lock is only to be closed
    private LiveTrail attached(AttachmentId id, Intent intent, Found found, Built built) {
        Wwid wwid = built.wwid().orElseThrow();
        try (Held alone = parts.locks().hold("wwid " + wwid, Access.EXCLUSIVE, deadline)) {
            Set<AttachmentId> others = parts.ledger().volumes().standing(wwid);
            if (!others.isEmpty()) {
                throw VolumeException.pointless(
                        Reason.FOREIGN_DATA,
                        "the targets lead to volume %s, which is attached as %s by other targets"
                                .formatted(wwid, others),
                        "Detach that one by its id.");
            }
            LiveTrail trail =
                    parts.ledger().beginAttached(id, intent, found.steps(), Proven.of(built));
            LOG.info(
                    "adopted {} ({}) as {} for {}",
                    id,
                    wwid,
                    built.device().path(),
                    intent.owner());
            return trail;
        }
    }
}
