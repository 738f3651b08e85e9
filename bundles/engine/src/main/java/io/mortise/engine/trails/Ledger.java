// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.AttachmentId;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.Intent;
import io.mortise.engine.journal.Journal;
import io.mortise.engine.journal.Proven;
import io.mortise.engine.journal.TrailFile;
import io.mortise.engine.journal.TrailImage;
import io.mortise.engine.journal.TrailReading;
import io.mortise.host.Host;
import io.mortise.host.HostFailure;
import io.mortise.host.Tasks;
import io.mortise.spi.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All trails of this host. Thread-safe. */
public final class Ledger {
    private final Tasks tasks;
    private final JournalDoor door;
    private final TrailObserver observer;
    private final Boot boot;
    private final Claims claims;
    private final Volumes volumes;
    private final Remains remains;
    // all guarded by tasks.atomically
    private final Map<AttachmentId, LiveTrail> trails = new TreeMap<>();
    private final Map<AttachmentId, KeptTrail> kept = new TreeMap<>();

    /**
     * @param directory where the journal is
     */
    public Ledger(Host host, String directory, StepKinds kinds, TrailObserver observer) {
        this.tasks = host.tasks();
        this.door = new JournalDoor(host, directory);
        this.observer = observer;
        this.remains = new Remains(tasks);
        this.boot = new Boot(host.identity().bootId(), kinds);
        this.claims = new Claims(tasks, this::images, boot);
        this.volumes = new Volumes(this::all, kinds, boot);
    }

    /**
     * Takes the journal and reads all that stands in it, unless that has been done.
     *
     * @return what a person should know about it, a sentence each; empty if it was open already
     * @throws VolumeException JOURNAL_UNAVAILABLE
     */
    public Optional<List<String>> open() {
        return door.open(this::load);
    }

    /** Why it is not known what stands there: it was to be opened, and could not be yet. */
    public Optional<VolumeException> missed() {
        return door.missed();
    }

    /** The journal; only once {@link #open} went well. */
    public Journal journal() {
        return door.journal();
    }

    /** Lets others have the journal, once what could not be written has been tried again. */
    public void close() {
        tidy();
        all().forEach(LiveTrail::leave);
        door.close();
    }

    private List<String> load(Journal journal) {
        var findings = new ArrayList<String>();
        for (AttachmentId id : journal.ids()) {
            TrailFile file = journal.file(id);
            TrailReading reading = TrailReading.of(id, new byte[0], journal.host());
            try {
                reading = file.read();
                load(id, file, reading, findings);
            } catch (HostFailure failure) {
                keep(KeptTrail.unread(reading.image(), file.path(), failure), findings);
            }
        }
        journal.sweep();
        return findings;
    }

    private void load(AttachmentId id, TrailFile file, TrailReading reading, List<String> found) {
        switch (reading.condition()) {
            case OVER -> file.remove();
            case SOUND -> adopt(id, file, reading.image());
            case TORN -> {
                // appending behind half a line would corrupt both
                file.replaceLines(reading.whole());
                adopt(id, file, reading.image());
                found.add(file.path() + ": " + reading.detail());
            }
            case DAMAGED, NEWER, ELSEWHERE -> keep(KeptTrail.unusable(reading, file.path()), found);
        }
    }

    // what it claims of the host stays claimed, and its volume is not attached a second time
    private void keep(KeptTrail trail, List<String> found) {
        tasks.atomically(() -> kept.put(trail.image().id(), trail));
        found.add(trail.why());
    }

    private LiveTrail adopt(AttachmentId id, TrailFile file, TrailImage image) {
        var trail = new LiveTrail(tasks, file, observer, image);
        tasks.atomically(() -> trails.put(id, trail));
        return trail;
    }

    /** An id that was never given. */
    public AttachmentId newId() {
        AttachmentId id = AttachmentId.of(tasks.random());
        while (find(id).isPresent() || journal().file(id).exists()) {
            id = AttachmentId.of(tasks.random());
        }
        return id;
    }

    /**
     * Begins a trail: intent and planned steps are on disk when it returns.
     *
     * @throws VolumeException JOURNAL_UNAVAILABLE; then nothing of it stands there
     */
    public LiveTrail begin(AttachmentId id, Intent intent, List<Step> planned) {
        TrailFile file = journal().file(id);
        try {
            file.replace(List.of(new Entry.Begun(intent, planned)));
        } catch (HostFailure failure) {
            throw notBegun(file, failure);
        }
        return begun(id, file, TrailImage.begun(id, intent, planned));
    }

    private LiveTrail begun(AttachmentId id, TrailFile file, TrailImage image) {
        LiveTrail trail = adopt(id, file, image);
        observer.changed(image);
        return trail;
    }

    // what failed may be the forcing only: then it stands there
    private VolumeException notBegun(TrailFile file, HostFailure failure) {
        remove(file);
        return JournalFailures.unavailable(file.path(), failure);
    }

    private Optional<VolumeException> remove(TrailFile file) {
        Optional<HostFailure> failure = remains.remove(file);
        failure.ifPresent(left -> observer.left());
        return failure.map(left -> JournalFailures.unavailable(file.path(), left));
    }

    /**
     * As {@link #begin}, of a volume that is attached already: in one write, since a trail that
     * stood there as half attached would be walked back after a crash.
     */
    public LiveTrail beginAttached(
            AttachmentId id, Intent intent, List<Step> steps, Proven proven) {
        TrailFile file = journal().file(id);
        TrailImage image = TrailImage.begun(id, intent, steps).as(proven);
        try {
            file.replace(Entry.of(image));
        } catch (HostFailure failure) {
            throw notBegun(file, failure);
        }
        return begun(id, file, image);
    }

    /** Ends a trail that has been walked back whole. */
    public Optional<VolumeException> end(LiveTrail trail) {
        Optional<VolumeException> failure = trail.end().flatMap(this::remove);
        tasks.atomically(() -> trails.remove(trail.id()));
        observer.ended(trail.image());
        return failure;
    }

    /**
     * Removes files of trails that are over, which could not be removed, and writes those that
     * could not be written; whether all is as it should be.
     */
    public boolean tidy() {
        boolean gone = remains.gone();
        return all().stream().map(LiveTrail::mend).reduce(gone, Boolean::logicalAnd);
    }

    public Optional<LiveTrail> find(AttachmentId id) {
        return tasks.atomically(() -> Optional.ofNullable(trails.get(id)));
    }

    /** All that may be acted on, oldest first. */
    public List<LiveTrail> all() {
        return tasks.atomically(() -> List.copyOf(trails.values())).stream()
                .sorted(Comparator.comparing(trail -> trail.image().intent().since()))
                .toList();
    }

    /** All that must not be acted on. */
    public List<KeptTrail> kept() {
        return tasks.atomically(() -> List.copyOf(kept.values()));
    }

    /**
     * The trails about a volume.
     *
     * @throws VolumeException JOURNAL_UNAVAILABLE if one of them must not be acted on
     */
    public List<LiveTrail> about(Set<String> volumeKeys) {
        for (KeptTrail trail : kept()) {
            if (!Collections.disjoint(trail.image().intent().volumeKeys(), volumeKeys)) {
                throw trail.refusal();
            }
        }
        return all().stream()
                .filter(t -> !Collections.disjoint(t.image().intent().volumeKeys(), volumeKeys))
                .toList();
    }

    private Stream<TrailImage> images() {
        return Stream.concat(
                all().stream().map(LiveTrail::image), kept().stream().map(KeptTrail::image));
    }

    /** What the last reboot has ended. */
    public Boot boot() {
        return boot;
    }

    /** Which trails are which volume. */
    public Volumes volumes() {
        return volumes;
    }

    /** What the trails claim of the host. */
    public Claims claims() {
        return claims;
    }
}
