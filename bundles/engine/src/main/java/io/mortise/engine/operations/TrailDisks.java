// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Wwid;
import io.mortise.engine.trails.StepKinds;
import io.mortise.host.Deadline;
import io.mortise.spi.Phase;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The disks behind a trail's steps. */
record TrailDisks(StepKinds kinds) {
    /** The disk that each step stands for. */
    Map<Step, String> own(List<Step> steps, Deadline deadline) {
        Map<Step, String> disks = new HashMap<>();
        byKind(steps).forEach((kind, own) -> disks.putAll(kind.disks(own, deadline)));
        return Map.copyOf(disks);
    }

    /** Whether no step stands for a disk any longer. */
    boolean none(List<Step> steps) {
        return byKind(steps).keySet().stream().noneMatch(kind -> kind.phase() == Phase.DISK);
    }

    /** Those disks of steps that are left alone, since they were there before. */
    Set<String> staying(Map<Step, String> disks, boolean handedOut) {
        return disks.entrySet().stream()
                .filter(
                        of ->
                                kinds.of(of.getKey())
                                        .filter(kind -> stays(kind, of.getKey(), handedOut))
                                        .isPresent())
                .map(Map.Entry::getValue)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean stays(StepKind kind, Step step, boolean handedOut) {
        return handedOut ? kind.leavesHandedOut(step) : kind.leaves(step);
    }

    /** Further disks of the volume that came by ways that no step names. */
    Set<String> strays(List<Step> steps, Optional<Wwid> volume, Deadline deadline) {
        var strays = new HashSet<String>();
        volume.ifPresent(
                wwid ->
                        byKind(steps)
                                .forEach(
                                        (kind, own) ->
                                                strays.addAll(kind.strays(own, wwid, deadline))));
        return Set.copyOf(strays);
    }

    Map<StepKind, List<Step>> byKind(List<Step> steps) {
        Map<StepKind, List<Step>> byKind = new LinkedHashMap<>();
        for (Step step : steps) {
            kinds.of(step)
                    .ifPresent(k -> byKind.computeIfAbsent(k, x -> new ArrayList<>()).add(step));
        }
        return byKind;
    }
}
