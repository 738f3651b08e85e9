// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Written;
import io.mortise.simulator.machine.Computer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Writes to attributes of one JVM, which the kernel answers when it likes. */
final class KernelWrites {
    private final Gate gate;
    private final Computer computer;
    // all used while holding the baton
    private final Set<Open> overdue = new LinkedHashSet<>();
    private int unanswered;
    private Runnable onRest = () -> {};

    KernelWrites(Gate gate, Computer computer) {
        this.gate = gate;
        this.computer = computer;
    }

    /** One write, told apart from others of the same text. */
    private static final class Open {
        final String attribute;
        final String text;
        boolean answered;

        Open(String attribute, String text) {
            this.attribute = attribute;
            this.text = text;
        }
    }

    Written write(String attribute, String text, Deadline deadline) {
        var open = new Open(attribute, text);
        return gate.make(
                Operation.of(
                                Call.WRITE,
                                attribute + " \"" + text.strip() + '"',
                                () -> effect(open, deadline))
                        .by(deadline, () -> leave(open))
                        .torn(() -> begin(open, answer -> {}))
                        .failing(kind -> Written.REFUSED)
                        .garbling(answer -> leave(open)));
    }

    /** What was left to itself, and has no answer yet. */
    List<String> unanswered(String attribute) {
        return computer.inside(
                () ->
                        overdue.stream()
                                .filter(open -> open.attribute.equals(attribute))
                                .map(open -> open.text)
                                .toList());
    }

    // whose answer got lost knows no more than who got none, but the kernel holds nothing for it
    private Written leave(Open open) {
        if (!open.answered) {
            overdue.add(open);
        }
        return Written.UNKNOWN;
    }

    private Written effect(Open open, Deadline deadline) {
        Signal answered = computer.timeline().signal("write to " + open.attribute);
        // written by the machine, read by the writer: both hold the baton
        var first = new AtomicReference<Optional<Written>>(Optional.empty());
        begin(
                open,
                answer -> {
                    first.set(Optional.of(answer));
                    answered.raise();
                });
        if (first.get().isEmpty()) {
            computer.baton().await(answered, 0, deadline);
        }
        return first.get().orElseGet(() -> leave(open));
    }

    private void begin(Open write, Consumer<Written> told) {
        var open = new AtomicBoolean(true);
        unanswered++;
        computer.disk()
                .write(
                        write.attribute,
                        write.text,
                        answer -> {
                            if (open.getAndSet(false)) {
                                write.answered = true;
                                overdue.remove(write);
                                told.accept(answer);
                                unanswered--;
                                rest();
                            }
                        });
    }

    /** Has something done once none is unanswered; to be called while holding the baton. */
    void whenAllAreAnswered(Runnable then) {
        onRest = then;
        rest();
    }

    private void rest() {
        if (unanswered == 0) {
            onRest.run();
        }
    }
}
