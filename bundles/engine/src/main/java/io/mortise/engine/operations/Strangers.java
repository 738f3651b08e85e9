// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.KnownDevice;
import io.mortise.api.Owner;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.spi.VolumeSurvey;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Volumes on the host that the journal does not know: adopts them, to keep or to detach them. */
final class Strangers {
    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    private static final Owner NOBODY = new Owner("adopted");

    private final Parts parts;
    private final Undoing undoing;

    Strangers(Parts parts, Undoing undoing) {
        this.parts = parts;
        this.undoing = undoing;
    }

    /** Detaches what the journal does not know; that there is nothing of it is a success. */
    @SuppressWarnings("try") // locks are only to be closed
    Detachment detach(DetachRequest request, Deadline deadline) {
        Optional<ConnectionInformation> connection = connection(request, deadline);
        if (connection.isEmpty()) {
            return Detachment.nothing();
        }
        parts.gate().concern(deadline, connection.get().protocol());
        VolumeSurvey survey = parts.surveys().require(connection.get().protocol());
        Set<String> keys = survey.volumeKeys(connection.get());
        try (VolumeLocks volume = VolumeLocks.hold(parts.locks(), keys, deadline)) {
            unknown(request, keys);
            AttachmentId id = parts.ledger().newId();
            try (TrailLock running = TrailLock.hold(parts.ledger(), id);
                    MDC.MDCCloseable mdc = MDC.putCloseable("attachment", id.text())) {
                return new Adopting(parts, survey, deadline)
                        .adopt(id, connection.get(), request.device(), NOBODY)
                        .map(
                                trail ->
                                        new Detaching(parts, undoing, request.mode(), deadline)
                                                .run(trail))
                        .orElseGet(Detachment::nothing);
            }
        }
    }

    /** What a trail of before a reboot is about, somebody may have attached again since. */
    void attachedSince(LiveTrail trail, Deadline deadline) {
        TrailImage absent = trail.image();
        Optional<VolumeSurvey> survey = parts.surveys().of(absent.intent().protocol());
        if (absent.state() == AttachmentState.ABSENT && survey.isPresent()) {
            ConnectionInformation connection = parts.codecs().read(absent.intent());
            new Adopting(parts, survey.get(), deadline).onto(trail, connection);
        }
    }

    /**
     * Whether somebody else has the volume by other ways than those of a trail of which no device
     * is left: if the volume is told by its identity alone, that is what is meant.
     */
    boolean haveItElsewhere(LiveTrail trail, DetachRequest request, Deadline deadline) {
        boolean byIdentity = request.id().isEmpty() && request.connection().isEmpty();
        Optional<Wwid> wwid = trail.image().wwid();
        if (!byIdentity
                || parts.ledger().volumes().standing(wwid.orElseThrow()).contains(trail.id())) {
            return false;
        }
        Set<String> own = trail.image().intent().volumeKeys();
        return connection(request, deadline)
                .filter(ways -> Collections.disjoint(own, keys(ways)))
                .isPresent();
    }

    private Set<String> keys(ConnectionInformation connection) {
        return parts.surveys().require(connection.protocol()).volumeKeys(connection);
    }

    private Optional<ConnectionInformation> connection(DetachRequest request, Deadline deadline) {
        return request.connection()
                .or(
                        () ->
                                request.id().isPresent()
                                        ? Optional.empty()
                                        : request.device()
                                                .wwid()
                                                .flatMap(
                                                        wwid ->
                                                                parts.surveys()
                                                                        .ways(wwid, deadline)));
    }

    // it may have been attached since it was looked for; or anew, after it was detached by that id
    private void unknown(DetachRequest request, Set<String> keys) {
        List<AttachmentId> there =
                parts.ledger().about(keys).stream().map(LiveTrail::id).sorted().toList();
        if (!there.isEmpty()) {
            throw VolumeException.pointless(
                    Reason.BAD_INPUT,
                    "%s is not there, but the volume is attached as %s"
                            .formatted(
                                    request.id()
                                            .map(id -> "attachment " + id)
                                            .orElse("what was to be detached"),
                                    there),
                    "Detach it by that id, if it is meant.");
        }
    }

    /**
     * Takes a volume on the journal that others attached, to be kept.
     *
     * @throws VolumeException NOT_FOUND if nothing of it is on the host
     */
    @SuppressWarnings("try") // locks are only to be closed
    Attachment adopt(ConnectionInformation connection, Owner owner, Deadline deadline) {
        VolumeSurvey survey = parts.surveys().require(connection.protocol());
        Set<String> keys = survey.volumeKeys(connection);
        try (VolumeLocks volume = VolumeLocks.hold(parts.locks(), keys, deadline)) {
            List<LiveTrail> there = parts.ledger().about(keys);
            if (!there.isEmpty()) {
                return known(there.get(0), owner, survey, deadline);
            }
            AttachmentId id = parts.ledger().newId();
            try (TrailLock running = TrailLock.hold(parts.ledger(), id);
                    MDC.MDCCloseable mdc = MDC.putCloseable("attachment", id.text())) {
                LiveTrail trail =
                        new Adopting(parts, survey, deadline)
                                .keep(id, connection, owner)
                                .orElseThrow(() -> nothing(keys));
                return verified(trail, survey, deadline);
            }
        }
    }

    // what nobody is told of as adopted must not be on the journal: nothing of it was touched
    private Attachment verified(LiveTrail trail, VolumeSurvey survey, Deadline deadline) {
        try {
            return new Verifying(parts, survey, undoing.frame(trail, deadline)).of(trail);
        } catch (RuntimeException | LinkageError failure) {
            VolumeException first = Failures.of(failure, "verifying " + trail.id());
            LOG.info("{} is not adopted after all: {}", trail.id(), first.describe());
            throw Failures.first(first, parts.ledger().end(trail).stream().toList());
        }
    }

    private Attachment known(LiveTrail trail, Owner owner, VolumeSurvey survey, Deadline deadline) {
        parts.ledger().boot().settle(trail);
        TrailImage image = trail.image();
        boolean attached =
                image.state() == AttachmentState.ATTACHED
                        || image.state() == AttachmentState.DEGRADED;
        if (attached && image.intent().owner().equals(owner)) {
            return new Verifying(parts, survey, undoing.frame(trail, deadline)).of(trail);
        }
        throw VolumeException.pointless(
                attached ? Reason.OWNED_BY_ANOTHER : Reason.BUSY,
                "the volume is known already: it is %s as %s for %s"
                        .formatted(image.state(), image.id(), image.intent().owner()),
                attached
                        ? "Have its owner detach it."
                        : "Attach it, or detach it, instead of adopting it.");
    }

    private static VolumeException nothing(Set<String> keys) {
        return VolumeException.pointless(
                Reason.NOT_FOUND,
                "nothing of %s is on this host".formatted(String.join(", ", keys)),
                "Attach it; only what is attached already can be adopted.");
    }

    /** Refuses a volume that is not the one whose device the caller was told. */
    static void expect(KnownDevice known, TrailImage image) {
        if (known.wwid().isPresent()
                && image.wwid().isPresent()
                && !known.wwid().equals(image.wwid())) {
            throw VolumeException.pointless(
                    Reason.FOREIGN_DATA,
                    "the device information is of volume %s, but %s is volume %s"
                            .formatted(known.wwid().get(), image.id(), image.wwid().get()),
                    "Give the device information that belongs to it, or none.");
        }
    }
}
