// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.trails;

import io.mortise.api.AttachmentId;
import io.mortise.api.VolumeException;
import io.mortise.engine.journal.Entry;
import io.mortise.engine.journal.TrailFile;
import io.mortise.engine.journal.TrailImage;
import io.mortise.host.Access;
import io.mortise.host.Deadline;
import io.mortise.host.Held;
import io.mortise.host.HostFailure;
import io.mortise.host.SharedLock;
import io.mortise.host.Tasks;
import java.util.List;
import java.util.Optional;

/** A trail that may be acted on: its image, and its file behind it. Thread-safe. */
public final class LiveTrail {
    private static final int APPENDS_BEFORE_COMPACTION = 256;

    private final Tasks tasks;
    private final TrailFile file;
    private final TrailObserver observer;
    private final SharedLock writing;
    // changed only under writing, read through tasks.atomically
    private TrailImage image;
    private boolean whole; // whether what stands in the file is known to come to the image
    private boolean over;
    private int appends;

    LiveTrail(Tasks tasks, TrailFile file, TrailObserver observer, TrailImage image) {
        this.tasks = tasks;
        this.file = file;
        this.observer = observer;
        this.image = image;
        this.whole = true;
        this.writing = new SharedLock(tasks, "trail " + image.id());
    }

    public AttachmentId id() {
        return image().id();
    }

    /** As it is now. */
    public TrailImage image() {
        return tasks.atomically(() -> image);
    }

    /** Where its file is, for people. */
    public String path() {
        return file.path();
    }

    /**
     * Writes a record, forced to disk, and changes the image.
     *
     * @throws VolumeException JOURNAL_UNAVAILABLE; then the image is as it was
     */
    public TrailImage record(Entry entry) {
        return written(entry).map(this::rethrown).orElseGet(this::image);
    }

    private TrailImage rethrown(VolumeException failure) {
        throw failure;
    }

    /**
     * As {@link #record}, but the image changes even if the file can't: for what is true already.
     * The file follows once it can.
     */
    @SuppressWarnings("try") // the lock is only to be closed
    public Optional<VolumeException> recordAnyway(Entry entry) {
        Optional<VolumeException> failure = written(entry);
        if (failure.isPresent()) {
            try (Held alone = alone()) {
                whole = false;
                change(entry.onto(image()));
            }
        }
        return failure;
    }

    /**
     * Writes the whole file anew, in one, as that image.
     *
     * @throws VolumeException JOURNAL_UNAVAILABLE; then the image is as it was
     */
    @SuppressWarnings("try") // the lock is only to be closed
    public void become(TrailImage next) {
        try (Held alone = alone()) {
            own();
            whole = false; // until it is known which of the two stands there
            file.replace(Entry.of(next));
            whole = true;
            appends = 0;
            change(next);
        } catch (HostFailure failure) {
            observer.left();
            throw JournalFailures.unavailable(file.path(), failure);
        }
    }

    /** Changes the image only. */
    @SuppressWarnings("try") // the lock is only to be closed
    public void believe(Entry entry) {
        try (Held alone = alone()) {
            change(entry.onto(image()));
        }
    }

    @SuppressWarnings("try") // the lock is only to be closed
    private Optional<VolumeException> written(Entry entry) {
        try (Held alone = alone()) {
            own();
            TrailImage next = entry.onto(image());
            boolean compact = !whole || appends >= APPENDS_BEFORE_COMPACTION;
            if (compact) {
                file.replace(Entry.of(next));
                whole = true;
                appends = 0;
            } else {
                whole = false; // until it is known to stand there whole
                file.append(entry);
                whole = true;
                appends++;
            }
            change(next);
            return Optional.empty();
        } catch (HostFailure failure) {
            observer.left();
            return Optional.of(JournalFailures.unavailable(file.path(), failure));
        }
    }

    /**
     * Writes the file anew if it may say something else than the image: what stands there would be
     * acted on by whoever reads it next, as a detach that was refused long ago.
     *
     * @return whether the file is as it should be
     */
    @SuppressWarnings("try") // the lock is only to be closed
    boolean mend() {
        try (Held alone = alone()) {
            if (!whole && !over) {
                file.replace(Entry.of(image()));
                whole = true;
                appends = 0;
            }
            return true;
        } catch (HostFailure still) {
            return false;
        }
    }

    // what is written behind the back of the next owner is damage to it
    private void own() {
        if (over) {
            throw new HostFailure(
                    HostFailure.Kind.UNAVAILABLE,
                    "writing " + file.path(),
                    "it is over, or the engine that it was of has stopped");
        }
    }

    /** From now on the file is another's, or nobody's: it is not touched any longer. */
    @SuppressWarnings("try") // the lock is only to be closed
    void leave() {
        try (Held alone = alone()) {
            over = true;
        }
    }

    /**
     * Ends it: nothing of it is on the host any longer.
     *
     * @return the file, which is to be removed; empty if it is another's, who ends it then
     */
    @SuppressWarnings("try") // the lock is only to be closed
    Optional<TrailFile> end() {
        try (Held alone = alone()) {
            if (over) {
                return Optional.empty();
            }
            over = true;
            if (whole) {
                try {
                    file.append(new Entry.Ended());
                } catch (HostFailure full) {
                    whole = false; // removing it says the same, and works on a full disk too
                }
            }
            return Optional.of(file);
        }
    }

    /** Whether all that is on it may be undone by these kinds of steps only. */
    public List<String> kinds() {
        return image().steps().stream().map(step -> step.kind()).distinct().toList();
    }

    private Held alone() {
        return writing.hold(Access.EXCLUSIVE, Deadline.never(tasks)).orElseThrow();
    }

    private void change(TrailImage next) {
        tasks.atomically(() -> image = next);
        observer.changed(next);
    }
}
