// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine;

import io.mortise.api.Attachments;
import io.mortise.api.HostListener;
import io.mortise.api.Maps;
import io.mortise.api.Sessions;
import io.mortise.engine.attachments.AttachmentsView;
import io.mortise.engine.attachments.Codecs;
import io.mortise.engine.attachments.Presentation;
import io.mortise.engine.attachments.Surveys;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.locks.HostLocks;
import io.mortise.engine.maps.MapKind;
import io.mortise.engine.maps.MapsView;
import io.mortise.engine.operations.Gate;
import io.mortise.engine.operations.LateWork;
import io.mortise.engine.operations.OneTrail;
import io.mortise.engine.operations.OperationEngine;
import io.mortise.engine.operations.Parts;
import io.mortise.engine.operations.Undoing;
import io.mortise.engine.recovery.Recovery;
import io.mortise.engine.recovery.Remedy;
import io.mortise.engine.recovery.RetryBeat;
import io.mortise.engine.settings.EngineSettings;
import io.mortise.engine.trails.Ledger;
import io.mortise.engine.trails.LiveTrail;
import io.mortise.engine.trails.StepKinds;
import io.mortise.engine.trails.TrailObserver;
import io.mortise.engine.watch.HostWatch;
import io.mortise.host.Host;
import io.mortise.host.Tasks;
import io.mortise.spi.ConnectionCodec;
import io.mortise.spi.Engine;
import io.mortise.spi.StepKind;
import io.mortise.spi.VolumeSurvey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The engine of one host, put together; needs no container. Give it the kinds and codecs of the
 * connectors, then {@link #start}. Thread-safe.
 */
public final class EngineCore implements AutoCloseable {
    private final Tasks tasks;
    private final Announcer announcer;
    private final Leaving leaving;
    private final Ledger ledger;
    private final StepKinds kinds;
    private final Codecs codecs;
    private final Surveys surveys;
    private final Opening opening;
    private final OperationEngine engine;
    private final Recovery recovery;
    private final RetryBeat retries;
    private final AttachmentsView attachments;
    private final MapsView maps;
    private final HostWatch watch;
    // both guarded by tasks.atomically
    private EngineSettings settings;
    private Optional<Sessions> sessions = Optional.empty();

    public EngineCore(Host host, EngineSettings settings) {
        this.settings = settings;
        this.tasks = host.tasks();
        this.announcer = new Announcer(tasks);
        var gate = new Gate(tasks);
        this.leaving = new Leaving(gate, this::settings);
        this.kinds = new StepKinds(tasks);
        this.ledger = new Ledger(host, settings.journalDirectory(), kinds, announcer);
        this.codecs = new Codecs(tasks);
        this.surveys = new Surveys(tasks);
        var presentation = new Presentation(codecs, kinds);
        var locks = new HostLocks(tasks, host.files(), settings.lockDirectory());
        var late = new LateWork(tasks, announcer::left);
        var parts =
                new Parts(
                        host,
                        this::settings,
                        gate,
                        ledger,
                        locks,
                        kinds,
                        codecs,
                        surveys,
                        presentation,
                        late);
        var undoing = new Undoing(parts);
        this.opening = new Opening(ledger, this::opened, announcer::left);
        this.engine = new OperationEngine(parts, undoing, opening::run);
        this.recovery = recovery(parts, undoing);
        this.retries =
                new RetryBeat(
                        tasks,
                        ledger,
                        undoing.pending()::isLeft,
                        recovery,
                        this::settings,
                        opening::again);
        this.attachments = new AttachmentsView(host, ledger, kinds, presentation, engine);
        this.maps = new MapsView(host, ledger.volumes()::standing);
        this.watch = new HostWatch(host, attachments, maps, this::sessions);
        kinds.add(new MapKind(host, this::settings, ledger.volumes()::standing));
        announcer.add(TrailObserver.hinting(watch::hint));
        announcer.add(TrailObserver.hinting(retries::hint));
        retries.start();
    }

    private Recovery recovery(Parts parts, Undoing undoing) {
        return new Recovery(
                tasks,
                ledger::all,
                new OneTrail(parts, () -> settings().cleanupTimeout()),
                new Remedy(parts.host(), kinds, ledger.boot(), undoing, parts.late()),
                announcer::left);
    }

    /**
     * Takes the journal and recovers, in the background, what is on it. If the journal can't be
     * had, that is logged, and work is refused until it can, which is tried again by itself.
     */
    public void start() {
        opening.first();
    }

    private void opened() {
        watch.hint();
        recovery.request();
    }

    /** Waits until recovery has done what it can; false if that took longer. */
    public boolean awaitRecovery(Duration patience) {
        return recovery.await(tasks.deadline(patience));
    }

    /** Runs attaches and detaches. */
    public Engine engine() {
        return engine;
    }

    public Attachments attachments() {
        return attachments;
    }

    public Maps maps() {
        return maps;
    }

    /** The settings in force. */
    public EngineSettings settings() {
        return tasks.atomically(() -> settings);
    }

    /** Other settings, for operations that begin from now on; directories stay as they were. */
    public void configure(EngineSettings other) {
        EngineSettings now = settings();
        EngineSettings applied = other.in(now.journalDirectory(), now.lockDirectory());
        tasks.atomically(() -> settings = applied);
    }

    /** A connector's kind of steps; what waited for it is recovered. */
    public void add(StepKind kind) {
        kinds.add(kind);
        recovery.request();
        watch.hint();
    }

    public void remove(StepKind kind) {
        leaving.of(kind.protocol());
        kinds.remove(kind);
        watch.hint();
    }

    public void add(ConnectionCodec codec) {
        codecs.add(codec);
        watch.hint();
    }

    public void remove(ConnectionCodec codec) {
        leaving.of(codec.protocol());
        codecs.remove(codec);
        watch.hint();
    }

    /** Who looks for a protocol's volumes on the host. */
    public void add(VolumeSurvey survey) {
        surveys.add(survey);
    }

    public void remove(VolumeSurvey survey) {
        leaving.of(survey.protocol());
        surveys.remove(survey);
    }

    public void add(HostListener listener) {
        watch.add(listener);
    }

    public void remove(HostListener listener) {
        watch.remove(listener, tasks.deadline(settings().stopGrace()));
    }

    /** Who knows the iSCSI sessions, for listeners. */
    public void sessions(Sessions known) {
        tasks.atomically(() -> sessions = Optional.of(known));
        watch.hint();
    }

    /** It is not there any longer; another one may be by now. */
    public void forget(Sessions gone) {
        tasks.atomically(() -> sessions = sessions.filter(known -> known != gone));
        watch.hint();
    }

    private Optional<Sessions> sessions() {
        return tasks.atomically(() -> sessions);
    }

    List<TrailImage> trails() {
        return ledger.all().stream().map(LiveTrail::image).toList();
    }

    void add(TrailObserver observer) {
        announcer.add(observer);
    }

    void remove(TrailObserver observer) {
        announcer.remove(observer);
    }

    /**
     * Refuses new work, expires what is under way, waits for it to be walked back, and leaves the
     * rest on its trail. Volumes that are attached stay so.
     */
    @Override
    public void close() {
        Duration grace = settings().stopGrace();
        leaving.ofAll();
        retries.stop();
        recovery.await(tasks.deadline(grace));
        watch.close(tasks.deadline(grace));
        ledger.close();
    }
}
