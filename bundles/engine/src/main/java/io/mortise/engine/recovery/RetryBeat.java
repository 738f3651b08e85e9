// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.recovery;

import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.trails.Ledger;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.TaskKind;
import io.mortise.host.Tasks;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what was left of a detach, an attach or a recovery, each trail in a time of its own:
 * the pause doubles with each try that did not help. What somebody is at is not touched: its locks
 * can't be had. So is a journal that could not be opened. Thread-safe.
 */
public final class RetryBeat {
    private static final Logger LOG = LoggerFactory.getLogger(RetryBeat.class);

    private final Tasks tasks;
    private final Ledger ledger;
    private final Predicate<LiveTrail> left;
    private final Recovery recovery;
    private final Supplier<EngineSettings> settings;
    private final BooleanSupplier opening;
    private final Signal changed;
    private final Deadline end;
    // of the one task only
    private final Map<AttachmentId, Turn> turns = new HashMap<>();

    /**
     * @param ledger the trails, and what is left of those that are over
     * @param left of which something is left though it is in use
     * @param settings those in force now
     * @param opening opens the journal if it could not be opened before; whether that is done
     */
    public RetryBeat(
            Tasks tasks,
            Ledger ledger,
            Predicate<LiveTrail> left,
            Recovery recovery,
            Supplier<EngineSettings> settings,
            BooleanSupplier opening) {
        this.left = left;
        this.tasks = tasks;
        this.ledger = ledger;
        this.recovery = recovery;
        this.settings = settings;
        this.opening = opening;
        this.changed = tasks.signal("something is left");
        this.end = Deadline.never(tasks);
    }

    /**
     * When a trail has its next turn.
     *
     * @param at in nanoseconds of the clock
     * @param pause before it
     * @param state of the trail when the pause began: what has changed since begins with a new one
     */
    private record Turn(long at, Duration pause, AttachmentState state) {}

    public void start() {
        tasks.start("retries", TaskKind.DAEMON, this::run);
    }

    /** Something may be left now that was not before, or be gone. */
    public void hint() {
        changed.raise();
    }

    /** Has it end; an attempt under way is not waited for. */
    public void stop() {
        end.expire();
    }

    private void run() {
        while (!end.isExpired()) {
            long seen = changed.count();
            Map<AttachmentId, LiveTrail> left = left();
            turns.keySet().retainAll(left.keySet());
            left.values().forEach(this::begin);
            due().forEach(id -> retry(left.get(id)));
            Deadline next = untilNext();
            boolean tidied = ledger.tidy() & opening.getAsBoolean() & recovery.requestMissed();
            tasks.await(changed, seen, tidied ? next : next.atMost(settings.get().retryInterval()));
        }
    }

    private void begin(LiveTrail trail) {
        AttachmentState state = trail.image().state();
        Optional<Turn> turn = Optional.ofNullable(turns.get(trail.id()));
        if (turn.map(Turn::state).filter(state::equals).isEmpty()) {
            turns.put(trail.id(), next(settings.get().retryInterval(), state));
        }
    }

    private Map<AttachmentId, LiveTrail> left() {
        return ledger.all().stream()
                .filter(trail -> recovery.isOpen(trail) || left.test(trail))
                .collect(Collectors.toMap(LiveTrail::id, trail -> trail));
    }

    private Turn next(Duration pause, AttachmentState state) {
        return new Turn(tasks.nanos() + pause.toNanos(), pause, state);
    }

    private Set<AttachmentId> due() {
        long now = tasks.nanos();
        return turns.entrySet().stream()
                .filter(turn -> turn.getValue().at() - now <= 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void retry(LiveTrail trail) {
        try {
            recovery.recover(trail);
        } catch (RuntimeException | LinkageError failure) {
            LOG.warn(
                    "trying again what is left of {} did not come to its end", trail.id(), failure);
        }
        AttachmentState state = trail.image().state();
        turns.computeIfPresent(trail.id(), (id, turn) -> next(after(turn.pause()), state));
    }

    private Duration after(Duration last) {
        Duration twice = last.multipliedBy(2);
        Duration longest = settings.get().retryLongest();
        return twice.compareTo(longest) > 0 ? longest : twice;
    }

    private Deadline untilNext() {
        long now = tasks.nanos();
        Optional<Long> next =
                turns.values().stream()
                        .map(turn -> Math.max(0, turn.at() - now))
                        .min(Long::compare);
        return next.map(nanos -> end.atMost(Duration.ofNanos(nanos))).orElse(end);
    }
}
