// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.AccessMode;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.host.CommandResult;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.iscsi.step.IscsiSteps;
import io.mortise.iscsi.step.Writability;
import io.mortise.scsi.Blockdev;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Uses;
import io.mortise.scsi.Uses.Everywhere;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Has the kernel refuse writes to a device, if the volume was asked for so. */
public final class Protection {
    private static final Duration PROGRAMS = Duration.ofSeconds(30);
    private static final Duration PASSING = Duration.ofSeconds(3);
    private static final Duration BEAT = Duration.ofMillis(300);

    private final Host host;
    private final AccessMode mode;
    private final String path;
    private final Deadline deadline;

    /**
     * @param path {@code /dev/dm-3}, {@code /dev/sda}
     */
    public Protection(Host host, AccessMode mode, String path, Deadline deadline) {
        this.host = host;
        this.mode = mode;
        this.path = path;
        this.deadline = deadline;
    }

    /**
     * As {@link #set}, for a device that may have been there before: it is not taken from under
     * whoever writes to it, and can be written to again if the attach fails.
     *
     * @param what {@link Writability#DISK} or {@link Writability#MAP}
     * @param paths whose disks it is made of
     */
    void setFirst(Job job, String what, List<IscsiPath> paths) {
        if (done()) {
            return;
        }
        List<Step> before =
                job.trail().steps().stream()
                        .filter(step -> step.kind().equals(IscsiSteps.DISK))
                        .filter(IscsiSteps::isPreexisting)
                        .filter(
                                step ->
                                        paths.stream()
                                                .anyMatch(
                                                        p -> IscsiSteps.disk(p).sameThingAs(step)))
                        .toList();
        if (!before.isEmpty()) {
            unused();
            job.trail().add(before.stream().map(step -> Writability.note(step, what)).toList());
        }
        set();
    }

    /**
     * Also where it was set before: kernels before 5.12 forget it when a map is loaded anew or a
     * disk is read anew.
     *
     * @throws VolumeException HOST_FAILED if it can be written to all the same
     */
    public void set() {
        if (done()) {
            return;
        }
        CommandResult result = new Blockdev(host).setReadOnly(path, deadline);
        if (!done()) {
            throw VolumeException.passing(
                    Reason.HOST_FAILED,
                    path + " could not be made read-only: " + result.describe(),
                    "Export the volume read-only, or ask for it readable and writable.");
        }
    }

    private boolean done() {
        return mode == AccessMode.READ_WRITE || new Disks(host).readOnly(name());
    }

    private String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    // programs that udev starts come and go
    private void unused() {
        boolean none =
                deadline.atMost(PASSING)
                        .await(
                                host.tasks().signal("who uses " + name()),
                                BEAT,
                                () -> Optional.of(true).filter(yes -> users().none()))
                        .isPresent();
        if (!none) {
            throw VolumeException.passing(
                    Reason.IN_USE,
                    "%s was there before and may be written to, so it is not made read-only: %s"
                            .formatted(path, users().describe()),
                    "Close what stands on it, or ask for the volume readable and writable.");
        }
    }

    private Everywhere users() {
        return new Uses(host).everywhere(name(), Set.of(), deadline.atMost(PROGRAMS));
    }
}
