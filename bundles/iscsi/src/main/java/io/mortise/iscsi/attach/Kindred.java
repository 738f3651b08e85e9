// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.iscsi.attach;

import io.mortise.api.Iqn;
import io.mortise.api.IscsiConnection;
import io.mortise.api.IscsiPath;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.api.VolumeTraits;
import io.mortise.api.Wwid;
import io.mortise.iscsi.step.IscsiSteps;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Whether a path is up that leads to the volume for sure, and says which it is. */
    boolean known() {
        return job.progress().ups().stream().anyMatch(up -> sure(up) && up.wwid().isPresent());
    }

    /**
     * Those that are up, all of them to the volume. What discovery named and leads to another one
     * is walked back.
     *
     * @throws VolumeException FOREIGN_DATA if they lead to several volumes, or to another than is
     *     expected; NO_PATHS if none of them leads to the volume for sure
     */
    List<Up> ups() {
        List<Up> ups = related(speaking(job.progress().ups()));
        if (!ups.isEmpty()) {
            new Sameness(job.wish().traits()).of(ups);
        }
        return ups;
    }

    // what is unknown is never equal; where another path says what the volume is, it is not needed
    private List<Up> speaking(List<Up> all) {
        if (all.stream().noneMatch(up -> sure(up) && up.wwid().isPresent())) {
            return all;
        }
        List<Up> silent =
                all.stream().filter(up -> ofAsked(up.path()) && up.wwid().isEmpty()).toList();
        for (Up up : silent) {
            String why = up.disk() + " does not say what it is, and other paths do";
            // multipathd makes up a name for it, and a map
            new StrayMap(job).takeDown(up);
            job.progress().down(up.path(), Reason.IDENTITY_UNKNOWN, why);
            paths.giveUp(List.of(up.path()));
        }
        return all.stream().filter(up -> !silent.contains(up)).toList();
    }

    private List<Up> related(List<Up> all) {
        if (asked.isEmpty() || all.isEmpty()) {
            return all;
        }
        Up sure = all.stream().filter(this::sure).findFirst().orElseThrow(() -> unsure(all));
        all.stream().filter(up -> stray(up, sure)).map(Up::path).forEach(this::leaveOut);
        sure.wwid()
                .ifPresent(
                        volume ->
                                job.progress().downs().stream()
                                        .map(down -> (IscsiPath) down.path())
                                        .filter(path -> leadsElsewhere(path, volume))
                                        .forEach(this::leaveOut));
        return all.stream().filter(up -> !stray(up, sure)).toList();
    }

    // paths to the target that was asked for are not left out: it must not lead elsewhere
    private boolean stray(Up up, Up sure) {
        return !ofAsked(up.path()) && !up.wwid().equals(sure.wwid());
    }

    /**
     * Whether discovery named the target of a path, and its disk is another volume's. One that is
     * in use and states no identity can't be the volume, which states one.
     */
    boolean leadsElsewhere(IscsiPath path, Wwid volume) {
        Optional<Wwid> answer = job.progress().answer(path);
        return !ofAsked(path)
                && (answer.isPresent() || inUse(path))
                && !answer.equals(Optional.of(volume));
    }

    private boolean inUse(IscsiPath path) {
        return job.progress().downs().stream()
                .filter(down -> down.path().equals(path))
                .anyMatch(down -> down.reason().equals(Optional.of(Reason.IN_USE)));
    }

    /**
     * Nothing is handed out that somebody uses on this host already, beside a map. What somebody
     * does with another volume that discovery named a target of is no matter of this one.
     */
    void unlessUsed(Wwid volume) {
        paths.unlessUsed(
                path -> ofAsked(path) || job.progress().answer(path).equals(Optional.of(volume)));
    }

    /**
     * Tells the journal by which targets the volume is known: the one that was asked for, and those
     * of which a path has proven to lead to it. What discovery named and has not answered may be
     * another volume's target, by which that one is to be attached.
     *
     * @param open what is not to count yet
     */
    void know(Collection<IscsiPath> open, Wwid volume) {
        if (asked.isEmpty()) {
            return;
        }
        IscsiConnection whole = job.wish().connection();
        Set<Iqn> targets =
                whole.paths().stream()
                        .filter(path -> !open.contains(path))
                        .filter(path -> job.progress().answer(path).equals(Optional.of(volume)))
                        .map(IscsiPath::target)
                        .collect(Collectors.toSet());
        List<IscsiPath> known =
                whole.paths().stream()
                        .filter(path -> ofAsked(path) || targets.contains(path.target()))
                        .toList();
        job.trail().know(whole.over(known), IscsiAttach.keys(known));
    }

    private boolean sure(Up up) {
        VolumeTraits traits = job.wish().traits();
        boolean expected =
                traits.expectedWwid().isPresent() && traits.expectedWwid().equals(up.wwid());
        return ofAsked(up.path()) || expected;
    }

    private boolean ofAsked(IscsiPath path) {
        return asked.isEmpty() || asked.get().equals(path.target());
    }

    /** A path leads to another volume: it is walked back and not spoken of. */
    void leaveOut(IscsiPath path) {
        if (inUse(path)) {
            // somebody brought it here, maybe since the plan was made
            job.trail().add(List.of(IscsiSteps.preexisting(IscsiSteps.disk(path))));
        }
        Optional<Up> up = job.progress().up(path);
        up.ifPresent(stray -> new StrayMap(job).takeDown(stray));
        job.leaveOut(path);
        paths.giveUp(List.of(path));
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
