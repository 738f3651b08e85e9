// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.AttachmentState;
import io.mortise.api.Reason;
import io.mortise.api.Wwid;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.Proven;
import io.mortise.engine.journal.Proven.DownPath;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.host.Host;
import io.mortise.scsi.Disks;
import io.mortise.scsi.Identity;
import io.mortise.spi.Built;
import io.mortise.spi.LatePaths;
import io.mortise.spi.Step;
import io.mortise.spi.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Brings paths to an end that were still coming up when the device was handed out: in a task while
 * the attach that began them lives, else by walking back those that did not come.
 */
public final class PendingPaths {
    private static final Logger LOG = LoggerFactory.getLogger(PendingPaths.class);
    private static final Set<AttachmentState> USABLE =
            Set.of(AttachmentState.ATTACHED, AttachmentState.DEGRADED);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Parts parts;
    private final Walk walk;

    PendingPaths(Parts parts, Walk walk) {
        this.parts = parts;
        this.walk = walk;
    }

    /**
     * Waits for them in a task of its own. If none is to be had, they are given up at once: the
     * volume is handed out, and works without them.
     *
     * @param pass for the task, which gives it back
     */
    void await(LiveTrail trail, LatePaths late, Gate.Pass pass, Duration cleanupTimeout) {
        Runnable waiting = () -> run(trail, late, pass, cleanupTimeout);
        try {
            parts.late().start(trail.id(), pass.deadline(), waiting);
        } catch (RuntimeException noThread) {
            LOG.warn("late paths of {} are given up: {}", trail.id(), noThread.getMessage());
            pass.deadline().expire();
            waiting.run();
        }
    }

    @SuppressWarnings("try") // pass and context are only to be closed
    private void run(LiveTrail trail, LatePaths late, Gate.Pass pass, Duration cleanupTimeout) {
        try (pass;
                MDC.MDCCloseable mdc = MDC.putCloseable("attachment", trail.id().text())) {
            awaited(trail, late, pass.deadline(), cleanupTimeout);
        } catch (RuntimeException failure) {
            LOG.warn("late paths of {}", trail.id(), failure);
        }
    }

    private void awaited(
            LiveTrail trail, LatePaths late, Deadline deadline, Duration cleanupTimeout) {
        Built built = late.await(frame(trail, deadline));
        boolean open = !Proven.of(built).pending().isEmpty();
        if (open && parts.late().isTaken(trail.id())) {
            return;
        }
        TrailImage image = trail.record(new Entry.Attached(proven(trail, built)));
        if (!open) {
            LOG.info("{} is {}: {}", trail.id(), image.state(), image.detail());
        } else {
            giveUp(trail, "Mortise was stopped while it came up", cleanupTimeout);
        }
    }

    /**
     * What came of building; a path of which something was left when it was walked back is open.
     */
    Proven proven(LiveTrail trail, Built built) {
        return Proven.of(built).leaving(path -> !steps(trail, path).isEmpty());
    }

    /**
     * Walks back what has not come up of paths that nobody waits for any longer, also what an
     * earlier walk has left of them. Only under the volume's locks, or by whoever waited.
     */
    public void giveUp(LiveTrail trail, String why, Duration cleanupTimeout) {
        Optional<Proven> proven = trail.image().proven().filter(p -> !p.pending().isEmpty());
        if (proven.isEmpty()
                || !USABLE.contains(trail.image().state())
                || !parts.kinds().missing(trail.image().steps()).isEmpty()) {
            return;
        }
        Proven now = proven.get();
        try (Gate.Pass cleanup = parts.gate().cleanup(protocol(trail), cleanupTimeout)) {
            for (String path : proven.get().pending()) {
                now = givenUp(trail, now, path, why, cleanup.deadline());
            }
        }
        TrailImage image = trail.record(new Entry.Attached(now));
        LOG.info("{} is {}: {}", trail.id(), image.state(), image.detail());
    }

    private Frame frame(LiveTrail trail, Deadline deadline) {
        return parts.frame(trail.id(), protocol(trail), deadline);
    }

    private static String protocol(LiveTrail trail) {
        return trail.image().intent().protocol();
    }

    private Proven givenUp(
            LiveTrail trail, Proven proven, String path, String why, Deadline deadline) {
        List<Step> steps = steps(trail, path);
        List<Optional<Wwid>> answers = answers(steps, deadline);
        if (cameUp(trail.image(), answers)) {
            return isKnown(trail, steps, answers)
                    ? proven.cameUp(path)
                    : proven.isDownInPart(
                            new DownPath(path, Reason.IDENTITY_UNKNOWN, "its disk is silent"));
        }
        Frame frame = frame(trail, deadline);
        Walked walked = walk.back(trail, steps, Manner.AFTER_FAILED_ATTACH, frame);
        String left =
                walked.failures().stream()
                        .map(failure -> "; left: " + failure.getMessage())
                        .collect(Collectors.joining());
        DownPath known =
                proven.down().stream()
                        .filter(down -> down.path().equals(path))
                        .findFirst()
                        .orElse(new DownPath(path, Reason.CANCELLED, why));
        String detail = known.detail().replaceFirst("; left: .*", "") + left;
        var down = new DownPath(path, known.reason(), detail);
        return walked.settled() ? proven.wentDown(down) : proven.isDownInPart(down);
    }

    /** Whether something is open of an attachment that is in use, and nobody waits for it. */
    public boolean isLeft(LiveTrail trail) {
        TrailImage image = trail.image();
        return USABLE.contains(image.state())
                && image.proven().filter(p -> !p.pending().isEmpty()).isPresent()
                && !parts.late().isUnderWay(image.id());
    }

    private List<Step> steps(LiveTrail trail, String path) {
        return trail.image().steps().stream().filter(step -> isOf(path, step)).toList();
    }

    private boolean isOf(String path, Step step) {
        return parts.kinds()
                .of(step)
                .flatMap(kind -> kind.path(step))
                .filter(own -> own.toString().equals(path))
                .isPresent();
    }

    // it may be the last path that works, so a disk stays unless another volume answers
    private static boolean cameUp(TrailImage image, List<Optional<Wwid>> answers) {
        return answers.stream().anyMatch(live -> live.isEmpty() || live.equals(image.wwid()));
    }

    // what a discovery has named may be another volume's: it stays open until it answers
    private boolean isKnown(LiveTrail trail, List<Step> steps, List<Optional<Wwid>> answers) {
        var joining = new Joining(parts);
        boolean proven = answers.contains(trail.image().wwid());
        return steps.stream()
                .flatMap(step -> parts.kinds().of(step).flatMap(k -> k.path(step)).stream())
                .distinct()
                .allMatch(p -> joining.known(trail, p) || (proven && joining.join(trail, p)));
    }

    private List<Optional<Wwid>> answers(List<Step> steps, Deadline deadline) {
        Host host = parts.host();
        return steps.stream()
                .flatMap(
                        step ->
                                parts.kinds().of(step).stream()
                                        .map(kind -> name(kind, step, deadline)))
                .flatMap(Optional::stream)
                .flatMap(name -> new Disks(host).named(name).stream())
                .map(disk -> new Identity(host).live(disk, deadline.atMost(ANSWER)))
                .toList();
    }

    private static Optional<String> name(StepKind kind, Step step, Deadline deadline) {
        return Optional.ofNullable(kind.disks(List.of(step), deadline).get(step));
    }
}
