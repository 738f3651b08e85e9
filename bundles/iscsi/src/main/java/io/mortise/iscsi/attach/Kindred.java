// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import java.util.List;
import java.util.Optional;

/**
 * Tells the volume's paths from those to other volumes, where all targets were named by discovery:
 * an array that has a target for each portal has some for its other volumes too, with the same LUN.
 * The volume is the one behind the target that was asked for, or the one that is expected.
 */
final class Kindred {
    private final Job job;
    private final Paths paths;
    private final Optional<Iqn> asked;

    /**
     * @param asked the target that was asked for, if others were discovered
     */
    Kindred(Job job, Paths paths, Optional<Iqn> asked) {
        this.job = job;
        this.paths = paths;
        this.asked = asked;
    }

    /** Whether a path is up that leads to the volume for sure. */
    boolean known() {
        return job.progress().ups().stream().anyMatch(this::sure);
    }

    /**
     * Those that are up, all of them to the volume. What discovery named and leads to another one
     * is walked back.
     *
     * @throws VolumeException FOREIGN_DATA if they lead to several volumes, or to another than is
     *     expected; NO_PATHS if none of them leads to the volume for sure
     */
    List<Up> ups() {
        List<Up> ups = related(job.progress().ups());
        if (!ups.isEmpty()) {
            new Sameness(job.wish().traits()).of(ups);
        }
        return ups;
    }

    private List<Up> related(List<Up> all) {
        if (asked.isEmpty() || all.isEmpty()) {
            return all;
        }
        Up sure = all.stream().filter(this::sure).findFirst().orElseThrow(() -> unsure(all));
        all.stream().filter(up -> stray(up, sure)).forEach(this::leaveOut);
        return all.stream().filter(up -> !stray(up, sure)).toList();
    }

    // paths to the target that was asked for are not left out: it must not lead elsewhere
    private boolean stray(Up up, Up sure) {
        return !ofAsked(up) && !up.wwid().equals(sure.wwid());
    }

    private boolean sure(Up up) {
        VolumeTraits traits = job.wish().traits();
        boolean expected =
                traits.expectedWwid().isPresent() && traits.expectedWwid().equals(up.wwid());
        return asked.isEmpty() || ofAsked(up) || expected;
    }

    private boolean ofAsked(Up up) {
        return asked.equals(Optional.of(up.path().target()));
    }

    private void leaveOut(Up up) {
        job.leaveOut(up.path());
        paths.giveUp(List.of(up.path()));
    }

    private VolumeException unsure(List<Up> ups) {
        return VolumeException.passing(
                Reason.NO_PATHS,
                "no path to %s, which was asked for, is up (%s); %s of %s may be another volume"
                        .formatted(
                                asked.orElseThrow(),
                                paths.told(),
                                Sameness.shown(ups.get(0).wwid()),
                                ups.get(0).path()),
                "See why that target does not answer, or give the volume's paths as lists, or its"
                        + " expected WWID.");
    }
}
