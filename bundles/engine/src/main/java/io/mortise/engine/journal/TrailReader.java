// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentId;
import io.mortise.api.AttachmentState;
import io.mortise.api.Owner;
import io.mortise.api.Shown;
import io.mortise.engine.journal.TrailReading.Condition;
import io.mortise.host.HostIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the file of one trail. */
final class TrailReader {
    // 64 paths have some hundreds; each is looked for among all
    private static final int MOST_STEPS = 4096;

    private final AttachmentId id;
    private final HostIdentity here;
    private final List<Line> whole = new ArrayList<>();
    private String end = "";
    private int corrupted;

    TrailReader(AttachmentId id, HostIdentity here) {
        this.id = id;
        this.here = here;
    }

    TrailReading read(byte[] content) {
        split(content);
        if (corrupted > 0) {
            return damaged("line " + corrupted + " is corrupted");
        }
        if (whole.size() < 2) {
            // header and intent get there at once, by a rename: a crash does not part them
            return damaged("it is cut off before its intent");
        }
        try {
            return sound(Header.read(whole.get(0)));
        } catch (RuntimeException malformed) {
            return damaged(
                    "a line is not of its form: "
                            + Shown.plain(String.valueOf(malformed.getMessage()), 200));
        }
    }

    private TrailReading sound(Header header) {
        if (!header.id().equals(id)) {
            return damaged("it is the trail of " + header.id());
        }
        if (header.format() > Header.FORMAT) {
            return result(
                    Condition.NEWER, salvaged(), "written in the newer format " + header.format());
        }
        TrailImage image = nothing();
        boolean begun = false;
        for (Line line : whole.subList(1, whole.size())) {
            Optional<Entry> entry = Entry.read(line);
            if (entry.isEmpty()) {
                return result(
                        Condition.NEWER,
                        salvaged(),
                        "has the unknown record " + Shown.of(line.type()));
            }
            if (entry.get() instanceof Entry.Ended) {
                return result(Condition.OVER, image, "ended");
            }
            begun |= entry.get() instanceof Entry.Begun;
            image = entry.get().onto(image);
            if (image.steps().size() > MOST_STEPS) {
                return damaged("it has more than " + MOST_STEPS + " steps");
            }
        }
        if (!begun) {
            return damaged("it has no intent");
        }
        if (!header.host().sameMachine(here)) {
            return result(
                    Condition.ELSEWHERE,
                    image,
                    "begun on %s, machine %s"
                            .formatted(
                                    Shown.plain(header.host().kind(), 80),
                                    Shown.plain(header.host().machineId(), 80)));
        }
        return end.isEmpty()
                ? result(Condition.SOUND, image, "")
                : result(Condition.TORN, image, end);
    }

    // A line is only torn if it has no end: what was written after it was written whole.
    private void split(byte[] content) {
        int begin = 0;
        int number = 0;
        while (begin < content.length) {
            int end = begin;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            number++;
            byte[] bytes = Arrays.copyOfRange(content, begin, end);
            if (end == content.length) {
                last(bytes);
            } else if (!taken(bytes) && corrupted == 0) {
                corrupted = number;
            }
            begin = end + 1;
        }
    }

    private boolean taken(byte[] bytes) {
        Optional<Line> line = Line.parse(bytes);
        line.ifPresent(whole::add);
        return line.isPresent();
    }

    // what only its end is wrong of was written down, and done perhaps
    private void last(byte[] bytes) {
        boolean all = taken(bytes) || taken(Arrays.copyOf(bytes, Math.max(0, bytes.length - 1)));
        end = "its last line was torn and is " + (all ? "mended" : "dropped");
    }

    private TrailReading damaged(String why) {
        return result(Condition.DAMAGED, salvaged(), why);
    }

    private TrailReading result(Condition condition, TrailImage image, String detail) {
        return new TrailReading(condition, image, whole, detail);
    }

    /** As much as can be read; steps once named stay, since what took them off is not certain. */
    private TrailImage salvaged() {
        TrailImage image = nothing();
        for (Line line : whole) {
            Optional<Entry> entry = lenient(line).filter(e -> !takesOff(e));
            if (entry.isPresent() && image.steps().size() <= MOST_STEPS) {
                image = entry.get().onto(image);
            }
        }
        return image;
    }

    private static boolean takesOff(Entry entry) {
        return entry instanceof Entry.Dropped
                || entry instanceof Entry.Changed to && to.state() == AttachmentState.ABSENT;
    }

    private static Optional<Entry> lenient(Line line) {
        try {
            return Entry.read(line).filter(e -> !(e instanceof Entry.Ended));
        } catch (RuntimeException malformed) {
            return Optional.empty(); // reported with the whole trail
        }
    }

    private TrailImage nothing() {
        var intent =
                new Intent("", Instant.EPOCH, new Owner("unknown"), "unknown", Map.of(), Set.of());
        return new TrailImage(
                id,
                intent,
                List.of(),
                Optional.empty(),
                AttachmentState.LEFTOVER,
                "",
                Optional.empty(),
                Optional.empty());
    }
}
