// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.AttachmentId;
import io.mortise.engine.journal.TrailImage;
import io.mortise.host.Tasks;
import io.mortise.spi.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What trails claim of the host: a thing goes when the last that claims it gives it up.
 * Thread-safe.
 */
public final class Claims {
    private final Tasks tasks;
    private final Supplier<Stream<TrailImage>> trails;
    private final Boot boot;
    // guarded by tasks.atomically
    private final Map<AttachmentId, List<Step>> givenUp = new HashMap<>();

    Claims(Tasks tasks, Supplier<Stream<TrailImage>> trails, Boot boot) {
        this.tasks = tasks;
        this.trails = trails;
        this.boot = boot;
    }

    /** What may be on the host of all trails, also of those that must not be acted on. */
    public Map<AttachmentId, List<Step>> all() {
        return trails.get().collect(Collectors.toUnmodifiableMap(TrailImage::id, boot::lasting));
    }

    /** The steps on all other trails that are about the same thing. */
    public List<Step> on(Step step, AttachmentId besides) {
        return others(besides)
                .flatMap(image -> boot.lasting(image).stream().filter(step::sameThingAs))
                .toList();
    }

    /**
     * As {@link #on}, without those that another walk is giving up just now: of two that give the
     * same thing up at once, the one that comes last must not wait for the other.
     */
    public List<Step> firmlyOn(Step step, AttachmentId besides) {
        Map<AttachmentId, List<Step>> given = tasks.atomically(() -> Map.copyOf(givenUp));
        return others(besides)
                .flatMap(
                        image ->
                                boot.lasting(image).stream()
                                        .filter(step::sameThingAs)
                                        .filter(
                                                s ->
                                                        !has(
                                                                given.getOrDefault(
                                                                        image.id(), List.of()),
                                                                s)))
                .toList();
    }

    private Stream<TrailImage> others(AttachmentId besides) {
        return trails.get().filter(image -> !image.id().equals(besides));
    }

    private static boolean has(List<Step> steps, Step wanted) {
        return steps.stream().anyMatch(wanted::sameThingAs);
    }

    /** Says that a walk gives these up now. */
    public void givingUp(AttachmentId id, List<Step> steps) {
        tasks.atomically(
                () ->
                        givenUp.merge(
                                id,
                                List.copyOf(steps),
                                (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    }

    /** Says that the walk is over: what of it still stands on the trail is claimed again. */
    public void gaveUp(AttachmentId id, List<Step> steps) {
        tasks.atomically(
                () -> {
                    List<Step> rest =
                            givenUp.getOrDefault(id, List.of()).stream()
                                    .filter(s -> !has(steps, s))
                                    .toList();
                    return rest.isEmpty()
                            ? Optional.ofNullable(givenUp.remove(id))
                            : Optional.ofNullable(givenUp.put(id, rest));
                });
    }
}
