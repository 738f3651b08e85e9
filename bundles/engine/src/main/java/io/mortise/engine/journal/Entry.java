// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.engine.journal;

import io.mortise.api.AttachmentState;
import io.mortise.spi.Rigor;
import io.mortise.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A record of a trail: what it changes, and how it is written. */
public sealed interface Entry {
    /** What it makes of the trail. */
    TrailImage onto(TrailImage image);

    /** How it is written. */
    Line line();

    /** What was asked for, and all steps as far as they could be planned. */
    record Begun(Intent intent, List<Step> planned) implements Entry {
        public Begun {
            planned = List.copyOf(planned);
        }

        @Override
        public TrailImage onto(TrailImage image) {
            return image.again(intent, planned);
        }

        @Override
        public Line line() {
            var fields = new ArrayList<>(intent.fields());
            fields.addAll(StepFields.write(planned));
            return new Line("intent", fields);
        }
    }

    /** What was asked for, as it is known by now. */
    record Known(Intent intent) implements Entry {
        @Override
        public TrailImage onto(TrailImage image) {
            return image.knowing(intent);
        }

        @Override
        public Line line() {
            return new Line("known", intent.fields());
        }
    }

    /** Steps that come to the trail. */
    record Added(List<Step> steps) implements Entry {
        public Added {
            steps = List.copyOf(steps);
        }

        @Override
        public TrailImage onto(TrailImage image) {
            return image.adding(steps);
        }

        @Override
        public Line line() {
            return new Line("add", StepFields.write(steps));
        }
    }

    /** Steps that leave the trail. */
    record Dropped(List<Step> steps) implements Entry {
        public Dropped {
            steps = List.copyOf(steps);
        }

        @Override
        public TrailImage onto(TrailImage image) {
            return image.dropping(steps);
        }

        @Override
        public Line line() {
            return new Line("drop", StepFields.write(steps));
        }
    }

    /** The volume is attached and proven. */
    record Attached(Proven proven) implements Entry {
        @Override
        public TrailImage onto(TrailImage image) {
            return image.as(proven);
        }

        @Override
        public Line line() {
            return new Line("attached", proven.fields());
        }
    }

    /** A detach has begun. */
    record Detaching(Rigor rigor) implements Entry {
        @Override
        public TrailImage onto(TrailImage image) {
            return image.detaching(rigor);
        }

        @Override
        public Line line() {
            return Line.of("detach", new Field("rigor", rigor.name()));
        }
    }

    /** Another state. */
    record Changed(AttachmentState state, String detail) implements Entry {
        @Override
        public TrailImage onto(TrailImage image) {
            return image.in(state, detail);
        }

        @Override
        public Line line() {
            return Line.of("state", new Field("state", state.name()), new Field("detail", detail));
        }
    }

    /** All is undone; the file goes. */
    record Ended() implements Entry {
        @Override
        public TrailImage onto(TrailImage image) {
            return image.dropping(image.steps());
        }

        @Override
        public Line line() {
            return Line.of("end");
        }
    }

    /**
     * Reads one.
     *
     * @return empty if it is of a type that is not known here
     * @throws IllegalArgumentException or another unchecked exception if it is not of its form
     */
    static Optional<Entry> read(Line line) {
        return switch (line.type()) {
            case "intent" -> Optional.of(new Begun(Intent.read(line), StepFields.read(line)));
            case "known" -> Optional.of(new Known(Intent.read(line)));
            case "add" -> Optional.of(new Added(StepFields.read(line)));
            case "drop" -> Optional.of(new Dropped(StepFields.read(line)));
            case "attached" -> Optional.of(new Attached(Proven.read(line)));
            case "detach" -> Optional.of(new Detaching(Rigor.valueOf(line.get("rigor"))));
            case "state" ->
                    Optional.of(
                            new Changed(
                                    AttachmentState.valueOf(line.get("state")),
                                    line.get("detail")));
            case "end" -> Optional.of(new Ended());
            default -> Optional.empty();
        };
    }

    /** The records that come to this trail, for a file that is written anew. */
    static List<Entry> of(TrailImage image) {
        var entries = new ArrayList<Entry>();
        image.former().ifPresent(absent -> entries.addAll(of(absent)));
        entries.add(new Begun(image.intent(), image.steps()));
        image.proven().ifPresent(proven -> entries.add(new Attached(proven)));
        image.detaching().ifPresent(rigor -> entries.add(new Detaching(rigor)));
        entries.add(new Changed(image.state(), image.detail()));
        return entries;
    }
}
