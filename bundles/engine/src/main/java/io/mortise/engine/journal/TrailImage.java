// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Wwid;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the records of a trail come to.
 *
 * @param id whose trail it is
 * @param intent what was asked for
 * @param steps what stands on the trail, in the order in which it was put there
 * @param proven what was built; empty until then
 * @param state where the attachment is in its life
 * @param detail why it is left over or waiting
 * @param detaching how far the detach under way goes; empty if none is
 * @param former what it is again if attaching it again comes to nothing: what was absent from the
 *     host before; empty of what is attached for the first time
 */
public record TrailImage(
        AttachmentId id,
        Intent intent,
        List<Step> steps,
        Optional<Proven> proven,
        AttachmentState state,
        String detail,
        Optional<Rigor> detaching,
        Optional<TrailImage> former) {
    public TrailImage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(intent, "intent");
        steps = List.copyOf(steps);
        Objects.requireNonNull(proven, "proven");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(detaching, "detaching");
        Objects.requireNonNull(former, "former");
    }

    /** As it is once the intent is written. */
    public static TrailImage begun(AttachmentId id, Intent intent, List<Step> planned) {
        return new TrailImage(
                        id,
                        intent,
                        List.of(),
                        Optional.empty(),
                        AttachmentState.ATTACHING,
                        "",
                        Optional.empty(),
                        Optional.empty())
                .adding(planned);
    }

    /**
     * As it is once the intent of attaching it again is written. Steps that are on it stay: they
     * are not known to be undone.
     */
    public TrailImage again(Intent now, List<Step> planned) {
        Optional<TrailImage> absent =
                state == AttachmentState.ABSENT ? Optional.of(dropping(steps)) : former;
        return begun(id, now, steps).after(absent).adding(planned);
    }

    private TrailImage after(Optional<TrailImage> absent) {
        return new TrailImage(id, intent, steps, proven, state, detail, detaching, absent);
    }

    /** The volume's identity if it was proven. */
    public Optional<Wwid> wwid() {
        return proven.flatMap(Proven::wwid);
    }

    /** With more known of what was asked for. */
    public TrailImage knowing(Intent now) {
        return new TrailImage(id, now, steps, proven, state, detail, detaching, former);
    }

    /** With more steps; one about the same thing as another takes its place. */
    public TrailImage adding(List<Step> more) {
        var all = new ArrayList<>(steps);
        for (Step step : more) {
            int same = indexOf(all, step);
            if (same >= 0) {
                all.set(same, step);
            } else {
                all.add(step);
            }
        }
        return new TrailImage(id, intent, all, proven, state, detail, detaching, former);
    }

    /** Without the steps about the same things. */
    public TrailImage dropping(List<Step> settled) {
        List<Step> kept = steps.stream().filter(s -> indexOf(settled, s) < 0).toList();
        return new TrailImage(id, intent, kept, proven, state, detail, detaching, former);
    }

    /** Attached. */
    public TrailImage as(Proven built) {
        AttachmentState reached =
                built.degraded().isEmpty() ? AttachmentState.ATTACHED : AttachmentState.DEGRADED;
        return new TrailImage(
                id,
                intent,
                steps,
                Optional.of(built),
                reached,
                built.degraded(),
                Optional.empty(),
                Optional.empty());
    }

    /** With a detach begun. */
    public TrailImage detaching(Rigor rigor) {
        return new TrailImage(
                id,
                intent,
                steps,
                proven,
                AttachmentState.DETACHING,
                "",
                Optional.of(rigor),
                former);
    }

    /**
     * In another state; attached again means that no detach is under way any longer, absent again
     * that nothing is left of attaching it.
     */
    public TrailImage in(AttachmentState other, String why) {
        if (other == AttachmentState.ABSENT && former.isPresent()) {
            return former.get().in(other, why);
        }
        var changed = new TrailImage(id, intent, steps, proven, other, why, detaching, former);
        boolean halfWay = other == AttachmentState.LEFTOVER || other == AttachmentState.DETACHING;
        return halfWay ? changed : changed.notDetaching();
    }

    private TrailImage notDetaching() {
        return new TrailImage(id, intent, steps, proven, state, detail, Optional.empty(), former);
    }

    private static int indexOf(List<Step> steps, Step wanted) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).sameThingAs(wanted)) {
                return i;
            }
        }
        return -1;
    }
}
