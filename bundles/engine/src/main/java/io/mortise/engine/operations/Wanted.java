// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentId;
import io.mortise.api.DetachRequest;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.Wwid;
import io.mortise.engine.trails.KeptTrail;
import io.mortise.engine.trails.Ledger;
import io.mortise.engine.trails.LiveTrail;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the trail that is meant. */
record Wanted(Ledger ledger) {
    /** By id, else by what names the volume on its targets, else by the identity of its device. */
    Optional<LiveTrail> by(DetachRequest request, Set<String> volumeKeys) {
        boolean device = request.id().isEmpty() && request.connection().isEmpty();
        return device
                ? one(request.device().wwid().stream().flatMap(wwid -> of(wwid).stream()).toList())
                : by(request.id(), volumeKeys);
    }

    // one of which no device is left is meant only where no other is
    private List<LiveTrail> of(Wwid wwid) {
        List<LiveTrail> standing =
                ledger.volumes().standing(wwid).stream()
                        .flatMap(id -> ledger.find(id).stream())
                        .toList();
        return standing.isEmpty() ? ledger.volumes().all(wwid) : standing;
    }

    /** By id, else by what names the volume on its targets. */
    Optional<LiveTrail> by(Optional<AttachmentId> id, Set<String> volumeKeys) {
        Optional<LiveTrail> byId = id.flatMap(ledger::find);
        if (byId.isPresent()) {
            return Optional.of(matching(byId.get(), volumeKeys));
        }
        for (KeptTrail kept : ledger.kept()) {
            if (id.equals(Optional.of(kept.image().id()))) {
                throw kept.refusal();
            }
        }
        return one(ledger.about(volumeKeys));
    }

    private static Optional<LiveTrail> one(List<LiveTrail> trails) {
        if (trails.size() > 1) {
            throw VolumeException.pointless(
                    Reason.BAD_INPUT,
                    "what is given belongs to several attachments: "
                            + trails.stream().map(LiveTrail::id).toList(),
                    "Name the one that is meant by its id.");
        }
        return trails.stream().findFirst();
    }

    private static LiveTrail matching(LiveTrail trail, Set<String> volumeKeys) {
        Set<String> own = trail.image().intent().volumeKeys();
        if (!volumeKeys.isEmpty() && Collections.disjoint(own, volumeKeys)) {
            throw VolumeException.pointless(
                    Reason.BAD_INPUT,
                    "attachment %s is about %s, not about the volume given with it, %s"
                            .formatted(trail.id(), own, volumeKeys),
                    "Give the id alone, or the connection information that belongs to it.");
        }
        return trail;
    }
}
