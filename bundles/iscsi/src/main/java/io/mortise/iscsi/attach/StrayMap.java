// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.scsi.Uses;
import io.mortise.scsi.multipath.DmMap;
import io.mortise.scsi.multipath.MultipathDaemon;
import io.mortise.scsi.multipath.MultipathDevices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The map that multipathd made by itself of a disk that a scan of ours brought, and that turned out
 * to be another volume's. As long as it stands, the disk can't go.
 */
final class StrayMap {
    private static final Duration BEAT = Duration.ofMillis(50);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Job job;

    StrayMap(Job job) {
        this.job = job;
    }

    /** Has multipathd let the disk go, and the map with it; unless either is somebody's. */
    void takeDown(Up stray) {
        var devices = new MultipathDevices(job.host());
        String disk = stray.disk().name();
        Optional<DmMap> map = devices.holding(disk).filter(job::made);
        boolean ours =
                map.filter(m -> m.slaves().equals(List.of(disk))).isPresent()
                        && job.operation().claimsOfOthers(IscsiSteps.disk(stray.path())).isEmpty()
                        && new Uses(job.host()).of(map.get().device()).isEmpty();
        if (!ours) {
            return;
        }
        Deadline deadline = job.host().tasks().deadline(ANSWER);
        new MultipathDaemon(job.host()).removePath(disk, deadline);
        Signal never = job.host().tasks().signal("map of " + disk);
        // if it stays, the disk does, and that is told
        deadline.await(never, BEAT, () -> Optional.of(true).filter(yes -> devices.gone(map.get())));
    }
}
