// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.DiskSearch;
import io.mortise.iscsi.session.Session;
import io.mortise.iscsi.session.SessionName;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.scsi.Disks;
import io.mortise.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is there when a path's turn comes, and was not when the attach was planned: unless another
 * attach, of this process or another, has made it since, it is a stranger's, and stays his. A disk
 * that the plan took for his and that is not there will be ours.
 */
final class FoundMeanwhile {
    private final Job job;
    private final AttachPlan plan;

    FoundMeanwhile(Job job) {
        this.job = job;
        this.plan = new AttachPlan(job.host(), job.operation(), job.wish(), job.turns());
    }

    /** Says on the trail whose it is. To be called while holding the lock of the session. */
    void note(IscsiPath path, Session session) {
        var steps = new ArrayList<Step>();
        if (!job.logins().opened(session) && !isOfAnotherProcess(session.name())) {
            Stream.of(IscsiSteps.session(path), IscsiSteps.node(path))
                    .filter(step -> !plan.ours(step))
                    .forEach(steps::add);
        }
        Step disk = IscsiSteps.disk(path);
        boolean there = isThere(path, session);
        if (there && job.operation().claimsOfOthers(disk).isEmpty()) {
            steps.add(disk);
        }
        List<Step> standing = job.trail().steps();
        var changed = new ArrayList<Step>();
        standing.stream()
                .filter(step -> steps.stream().anyMatch(step::sameThingAs))
                .filter(step -> !IscsiSteps.isPreexisting(step))
                .map(IscsiSteps::preexisting)
                .forEach(changed::add);
        if (!there && standing.contains(IscsiSteps.preexisting(disk))) {
            changed.add(disk); // it is gone, or never was there: our scan makes it
        }
        if (!changed.isEmpty()) {
            job.trail().add(changed);
        }
    }

    private boolean isThere(IscsiPath path, Session session) {
        var search = new DiskSearch(job.host());
        return new Disks(job.host()).find(search.address(session, path.lun())).isPresent();
    }

    // with Mortise in it, whose trails can't be seen from here
    private boolean isOfAnotherProcess(SessionName name) {
        return new NodeRecords(job.host())
                .find(name.target(), name.portal(), name.iface())
                .filter(NodeRecord::isOfMortise)
                .isPresent();
    }
}
