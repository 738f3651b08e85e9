// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.IscsiPath;
import io.mortise.api.VolumeException;
import io.mortise.host.HostFailure;
import io.mortise.iscsi.discovery.Discovery;
import io.mortise.iscsi.discovery.Discovery.Question;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.node.NodeRecords;
import io.mortise.iscsi.session.IscsiSessions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The tags of portal groups. open-iscsi keeps one record of a portal without a tag; that of a
 * second iface can only stand beside it in a folder that is named after the tag, where 2.1.8 logs
 * in with a wrong one too, but nobody finds the record again. Only the target can tell it.
 */
final class GroupTags {
    private static final Duration BEAT = Duration.ofMillis(100);

    private final Job job;
    private final NodeRecords records;

    GroupTags(Job job) {
        this.job = job;
        this.records = new NodeRecords(job.host());
    }

    /** Whether the record of a path can't be the one without a tag. */
    boolean needed(IscsiPath path) {
        try {
            return isSecond(path)
                    || records.inTheWay(path.target(), path.portal(), path.iface()).isPresent();
        } catch (HostFailure unknown) {
            // told by the login, which needs the same records
            return false;
        }
    }

    // of several from other ifaces the first in order has the place
    private boolean isSecond(IscsiPath path) {
        return others(path).anyMatch(other -> other.iface().compareTo(path.iface()) < 0);
    }

    private Stream<IscsiPath> others(IscsiPath path) {
        return job.wish().paths().stream()
                .filter(other -> other.target().equals(path.target()))
                .filter(other -> other.portal().equals(path.portal()))
                .filter(other -> !other.iface().equals(path.iface()));
    }

    /**
     * The tag where it is {@linkplain #needed needed}: as another record or a session has it; else
     * the target is asked, from the iface of the path.
     *
     * @throws VolumeException as a discovery
     */
    OptionalInt of(IscsiPath path) {
        boolean there = records.find(path.target(), path.portal(), path.iface()).isPresent();
        if (there || !needed(path)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(known(path).orElseGet(() -> learned(path)));
    }

    // a portal that is silent, or asks for credentials, may still let a path from another iface in
    private int learned(IscsiPath path) {
        try {
            return asked(path);
        } catch (VolumeException failure) {
            job.patience()
                    .await(
                            job.progress().changed(),
                            BEAT,
                            () ->
                                    known(path).isPresent() || others(path).noneMatch(this::pending)
                                            ? Optional.of(true)
                                            : Optional.empty());
            return known(path).orElseThrow(() -> failure);
        }
    }

    private boolean pending(IscsiPath path) {
        return job.progress().pending(path);
    }

    private Optional<Integer> known(IscsiPath path) {
        return records.tag(path.target(), path.portal())
                .or(() -> new IscsiSessions(job.host()).tag(path.target(), path.portal()));
    }

    // without credentials: they would have to stand in a record of discovery, which no step names
    private int asked(IscsiPath path) {
        var question =
                new Question(
                        Credentials.NONE,
                        Optional.of(path.iface())
                                .filter(name -> !name.equals(IscsiPath.DEFAULT_IFACE)),
                        job.wish().settings().loginTimeout());
        return new Discovery(job.host(), job.operation().locks(), question)
                .tag(path, job.operation().deadline());
    }
}
