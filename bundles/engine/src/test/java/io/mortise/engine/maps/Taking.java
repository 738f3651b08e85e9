// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.maps;

import io.mortise.api.AttachmentId;
import io.mortise.api.Wwid;
import io.mortise.engine.locks.HostLocks;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.spi.Locks;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import io.mortise.spi.Undo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The frame in which a map is taken down in a test. */
record Taking(
        Host host,
        Rigor rigor,
        boolean handedOut,
        Optional<Wwid> wwid,
        Map<Step, String> disks,
        Deadline deadline,
        List<String> lost)
        implements Undo {
    static Taking of(Host host, Rigor rigor, List<String> disks) {
        Map<Step, String> steps = new HashMap<>();
        disks.forEach(disk -> steps.put(Step.of("test.disk", Map.of("name", disk)), disk));
        return new Taking(
                host,
                rigor,
                true,
                Optional.empty(),
                steps,
                host.tasks().deadline(Duration.ofMinutes(2)),
                new ArrayList<>());
    }

    Taking neverHandedOut() {
        return new Taking(host, rigor, false, wwid, disks, deadline, lost);
    }

    Taking of(Wwid identity) {
        return new Taking(host, rigor, handedOut, Optional.of(identity), disks, deadline, lost);
    }

    @Override
    public List<Step> leftToOthers() {
        return List.of();
    }

    @Override
    public void mayBeLost(String what) {
        lost.add(what);
    }

    @Override
    public AttachmentId attachment() {
        return new AttachmentId("abcdefghij");
    }

    @Override
    public Locks locks() {
        return new HostLocks(host.tasks(), host.files(), "/run/lock/mortise");
    }

    @Override
    public List<Step> claimsOfOthers(Step step) {
        return List.of();
    }
}
