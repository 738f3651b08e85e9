// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentId;
import io.mortise.api.Explanation;
import io.mortise.api.Explanation.Obstacle;
import io.mortise.api.Reason;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.maps.Obstacles;
import io.mortise.host.Deadline;
import io.mortise.spi.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells what is in the way of a detach, without waiting for a lock. */
final class Explaining {
    private final Parts parts;
    private final TrailDisks trailDisks;

    Explaining(Parts parts) {
        this.parts = parts;
        this.trailDisks = new TrailDisks(parts.kinds());
    }

    Explanation of(TrailImage image, Deadline deadline) {
        Collection<String> missing = parts.kinds().missing(image.steps());
        if (!missing.isEmpty()) {
            String what = "waiting for " + String.join(", ", missing);
            return new Explanation(
                    image.id(), List.of(new Obstacle(Reason.NOT_FOUND, what)), stays(image), true);
        }
        Map<Step, String> disks = trailDisks.own(image.steps(), deadline);
        Set<String> strays = trailDisks.strays(image.steps(), image.wwid(), deadline);
        var obstacles = new Obstacles(parts.host(), deadline);
        obstacles.look(image.wwid(), new TreeSet<>(disks.values()), strays);
        return new Explanation(image.id(), obstacles.found(), stays(image), obstacles.whole());
    }

    private List<String> stays(TrailImage image) {
        var stays = new ArrayList<String>();
        for (Step step : image.steps()) {
            List<AttachmentId> others = others(step, image.id());
            if (!others.isEmpty()) {
                stays.add(step + " is used by " + others);
            }
        }
        return stays;
    }

    private List<AttachmentId> others(Step step, AttachmentId besides) {
        return parts.ledger().claims().all().entrySet().stream()
                .filter(trail -> !trail.getKey().equals(besides))
                .filter(trail -> trail.getValue().stream().anyMatch(step::sameThingAs))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
