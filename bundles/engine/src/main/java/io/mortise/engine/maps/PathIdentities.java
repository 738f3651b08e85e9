// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.Wwid;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.host.Task;
import io.mortise.host.Tasks;
import io.mortise.scsi.Disk;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.scsi.multipath.DmMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the paths of a map say at this moment which volume they lead to. One that does not answer is
 * in none of both: unknown, neither right nor wrong.
 *
 * @param right the disks that lead to the map's volume, and work
 * @param wrong the disks behind which another volume answers, and which
 */
record PathIdentities(List<String> right, Map<String, Wwid> wrong) {
    /** No path answers. */
    static final PathIdentities NONE = new PathIdentities(List.of(), Map.of());

    private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

    static PathIdentities ask(Host host, DmMap map, Deadline deadline) {
        var disks = new Disks(host);
        var identity = new Identity(host);
        List<Disk> running =
                map.slaves().stream()
                        .flatMap(name -> disks.named(name).stream())
                        .filter(disk -> disks.state(disk).equals("running"))
                        .toList();
        Tasks tasks = host.tasks();
        List<Task<Optional<Wwid>>> asked =
                tasks.forkAndJoin(
                        "identity of " + map.name(),
                        running.stream()
                                .<Supplier<Optional<Wwid>>>map(
                                        disk ->
                                                () ->
                                                        identity.live(
                                                                disk, deadline.atMost(ONE_ANSWER)))
                                .toList());
        Map<String, Wwid> answers = new TreeMap<>();
        for (int i = 0; i < running.size(); i++) {
            String name = running.get(i).name();
            asked.get(i)
                    .result()
                    .flatMap(answer -> answer)
                    .ifPresent(wwid -> answers.put(name, wwid));
        }
        List<String> right =
                answers.keySet().stream()
                        .filter(disk -> answers.get(disk).equals(map.wwid()))
                        .toList();
        answers.keySet().removeAll(right);
        return new PathIdentities(right, answers);
    }
}
