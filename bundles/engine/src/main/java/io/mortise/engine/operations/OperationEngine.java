// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.operations;

import io.mortise.api.Attachment;
import io.mortise.api.AttachmentId;
import io.mortise.api.ConnectionInformation;
import io.mortise.api.DetachMode;
import io.mortise.api.DetachRequest;
import io.mortise.api.Detachment;
import io.mortise.api.Explanation;
import io.mortise.api.Extension;
import io.mortise.api.Owner;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.spi.AttachWork;
import io.mortise.spi.Engine;
import io.mortise.spi.ExtendWork;
import io.mortise.spi.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** Runs attaches, detaches and extends: lets them in, locks, finds what is there. Thread-safe. */
public final class OperationEngine implements Engine {
    private final Parts parts;
    private final Undoing undoing;
    private final Runnable opening;
    private final Wanted wanted;
    private final Strangers strangers;
    private final Examination examination;

    /**
     * @param opening makes sure that the journal is open, or throws JOURNAL_UNAVAILABLE
     */
    public OperationEngine(Parts parts, Undoing undoing, Runnable opening) {
        this.parts = parts;
        this.undoing = undoing;
        this.opening = opening;
        this.wanted = new Wanted(parts.ledger());
        this.strangers = new Strangers(parts, undoing);
        this.examination = new Examination(parts, undoing);
    }

    @Override
    public Attachment attach(AttachWork work) {
        return asOurs("attaching a volume", () -> doAttach(work));
    }

    @SuppressWarnings("try") // locks are only to be closed
    private Attachment doAttach(AttachWork work) {
        EngineSettings settings = parts.settings().get();
        try (Gate.Pass pass = parts.gate().enter(work.connection().protocol(), work.timeout())) {
            opening.run();
            parts.codecs().require(work.connection().protocol());
            Deadline deadline = pass.deadline();
            try (VolumeLocks volume =
                    VolumeLocks.hold(parts.locks(), work.volumeKeys(), deadline)) {
                var standing = new Standing(parts, undoing, work, deadline);
                var attaching = new Attaching(parts, undoing, settings, work, deadline);
                Optional<LiveTrail> found = standing.find();
                return found.isEmpty() ? anew(attaching) : again(found.get(), standing, attaching);
            }
        }
    }

    @SuppressWarnings("try") // locks are only to be closed
    private Attachment anew(Attaching attaching) {
        AttachmentId id = parts.ledger().newId();
        try (TrailLock running = TrailLock.hold(parts.ledger(), id);
                MDC.MDCCloseable mdc = mdc(id)) {
            return attaching.begin(id, Optional.empty());
        }
    }

    @SuppressWarnings("try") // locks are only to be closed
    private Attachment again(LiveTrail trail, Standing standing, Attaching attaching) {
        try (TrailLock running = TrailLock.hold(parts.ledger(), trail.id());
                MDC.MDCCloseable mdc = mdc(trail.id())) {
            parts.ledger().boot().settle(trail);
            switch (trail.image().state()) {
                case ATTACHED, DEGRADED -> {
                    return standing.prove(trail);
                }
                case ABSENT -> {}
                case ATTACHING, DETACHING, LEFTOVER, WAITING -> standing.clear(trail);
            }
            // what was cleared is no more, unless it is absent again
            Optional<Attachment> same = parts.ledger().find(trail.id()).flatMap(attaching::again);
            if (same.isPresent()) {
                return same.get();
            }
        }
        return anew(attaching);
    }

    @Override
    public Detachment detach(DetachRequest request, Set<String> volumeKeys, Duration timeout) {
        if (request.mode() == DetachMode.CONFIGURED) {
            throw VolumeException.pointless(
                    Reason.INTERNAL,
                    "the connector did not say what the configured detach mode is",
                    "Report this with the log.");
        }
        return asOurs("detaching a volume", () -> doDetach(request, volumeKeys, timeout));
    }

    @Override
    public Extension extend(ExtendWork work) {
        return asOurs("extending a volume", () -> doExtend(work));
    }

    @SuppressWarnings("try") // locks are only to be closed
    private Extension doExtend(ExtendWork work) {
        try (Gate.Pass pass = parts.gate().enter(work.timeout())) {
            opening.run();
            Deadline deadline = pass.deadline();
            LiveTrail wanted =
                    this.wanted
                            .by(work.id(), work.volumeKeys())
                            .orElseThrow(() -> Extending.unknown(work));
            parts.gate().concern(deadline, wanted.image().intent().protocol());
            AttachmentId id = wanted.id();
            Set<String> keys = wanted.image().intent().volumeKeys();
            try (VolumeLocks volume = VolumeLocks.hold(parts.locks(), keys, deadline)) {
                LiveTrail trail =
                        parts.ledger().find(id).orElseThrow(() -> Extending.unknown(work));
                // a path that comes has the new size, or the old one if it came before
                parts.late().await(id, deadline);
                try (TrailLock running = TrailLock.hold(parts.ledger(), id);
                        MDC.MDCCloseable mdc = mdc(id)) {
                    parts.ledger().boot().settle(trail);
                    return new Extending(parts, work, undoing.frame(trail, deadline)).run(trail);
                }
            }
        }
    }

    @SuppressWarnings("try") // locks are only to be closed
    private Detachment doDetach(DetachRequest request, Set<String> volumeKeys, Duration timeout) {
        try (Gate.Pass pass = parts.gate().enter(timeout)) {
            opening.run();
            Deadline deadline = pass.deadline();
            Optional<LiveTrail> wanted = this.wanted.by(request, volumeKeys);
            if (wanted.isEmpty() || strangers.haveItElsewhere(wanted.get(), request, deadline)) {
                return strangers.detach(request, deadline);
            }
            Strangers.expect(request.device(), wanted.get().image());
            return detach(wanted.get(), request, deadline);
        }
    }

    @SuppressWarnings("try") // locks are only to be closed
    private Detachment detach(LiveTrail wanted, DetachRequest request, Deadline deadline) {
        parts.gate().concern(deadline, wanted.image().intent().protocol());
        AttachmentId id = wanted.id();
        Set<String> keys = wanted.image().intent().volumeKeys();
        try (VolumeLocks volume = VolumeLocks.hold(parts.locks(), keys, deadline)) {
            // it may have gone while the locks were waited for
            Optional<LiveTrail> trail = parts.ledger().find(id);
            if (trail.isEmpty()) {
                return Detachment.nothing();
            }
            parts.late().take(id, deadline);
            try (TrailLock running = marked(id, request.mode());
                    MDC.MDCCloseable mdc = mdc(id)) {
                parts.ledger().boot().settle(trail.get());
                strangers.attachedSince(trail.get(), deadline);
                return new Detaching(parts, undoing, request.mode(), deadline).run(trail.get());
            }
        }
    }

    private TrailLock marked(AttachmentId id, DetachMode mode) {
        return mode == DetachMode.SAFE
                ? TrailLock.hold(parts.ledger(), id)
                : TrailLock.holdOrGoOn(parts.ledger(), id);
    }

    @Override
    public Attachment adopt(ConnectionInformation connection, Owner owner) {
        return asOurs("adopting a volume", () -> doAdopt(connection, owner));
    }

    private Attachment doAdopt(ConnectionInformation connection, Owner owner) {
        Duration timeout = parts.surveys().require(connection.protocol()).timeout();
        try (Gate.Pass pass = parts.gate().enter(connection.protocol(), timeout)) {
            opening.run();
            return strangers.adopt(connection, owner, pass.deadline());
        }
    }

    @Override
    public Attachment verify(AttachmentId id) {
        return asOurs("verifying " + id, () -> opened(() -> examination.verify(id)));
    }

    @Override
    public Explanation explain(AttachmentId id) {
        return asOurs("explaining " + id, () -> opened(() -> examination.explain(id)));
    }

    @Override
    public Map<AttachmentId, List<Step>> trails() {
        return parts.ledger().claims().all();
    }

    private <T> T opened(Supplier<T> look) {
        opening.run();
        return look.get();
    }

    private static MDC.MDCCloseable mdc(AttachmentId id) {
        return MDC.putCloseable("attachment", id.text());
    }

    private static <T> T asOurs(String doing, Supplier<T> body) {
        try {
            return body.get();
        } catch (VolumeException ours) {
            throw ours;
        } catch (RuntimeException | LinkageError other) {
            // LinkageError: the connector's bundle was replaced before this could end
            throw Failures.of(other, doing);
        }
    }
}
