// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.Use;
import io.mortise.scsi.Uses;
import io.mortise.scsi.multipath.DmMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is in the way of taking a map down, in words. */
final class Holders {
    private static final Duration SEARCH = Duration.ofSeconds(5);

    private final Host host;
    private final DmMap map;

    Holders(Host host, DmMap map) {
        this.host = host;
        this.map = map;
    }

    /** What is mounted, swapped to or stacked, as far as a look at a few files tells. */
    Optional<String> known() {
        return words(
                Stream.concat(new Uses(host).of(map.device()).stream(), pastTheMap(host, map))
                        .toList());
    }

    /** What stands on a path of a map itself, which flushing the map does nothing for. */
    static Stream<Use> pastTheMap(Host host, DmMap map) {
        return new Uses(host).of(map.slaves(), Set.of(map.device())).stream();
    }

    /** Why its removal failed: the same failure, or who has it open, if somebody is found. */
    VolumeException inTheWay(VolumeException removal) {
        return words(everywhere(Deadline.never(host.tasks())))
                .map(who -> refusal(map, who).causedBy(removal))
                .orElse(removal);
    }

    /** All that is in the way, programs included, as far as a search of some seconds tells. */
    List<Use> everywhere(Deadline deadline) {
        Uses.Everywhere found =
                new Uses(host).everywhere(map.device(), Set.of(), deadline.atMost(SEARCH));
        return inTheWay(found.uses()).toList();
    }

    // what kpartx mapped goes with the map unless itself used
    private static Stream<Use> inTheWay(List<Use> uses) {
        return uses.stream().filter(use -> use.kind() != Use.Kind.PARTITION);
    }

    private static Optional<String> words(List<Use> uses) {
        String words = inTheWay(uses).map(Use::describe).collect(Collectors.joining("; "));
        return Optional.of(words).filter(text -> !text.isEmpty());
    }

    static VolumeException refusal(DmMap map, String who) {
        return VolumeException.passing(
                Reason.IN_USE,
                "map %s (%s) is in use: %s".formatted(map.name(), map.path(), who),
                "Unmount it, end the program, or take down what stands on it, then detach again.");
    }
}
