// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Deadline;
import io.mortise.host.Signal;
import io.mortise.host.Written;
import io.mortise.simulator.machine.Computer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Writes to attributes of one JVM, which the kernel answers when it likes. */
final class KernelWrites {
    private final Gate gate;
    private final Computer computer;
    // both used while holding the baton
    private int unanswered;
    private Runnable onRest = () -> {};

    KernelWrites(Gate gate, Computer computer) {
        this.gate = gate;
        this.computer = computer;
    }

    Written write(String attribute, String text, Deadline deadline) {
        return gate.make(
                Operation.of(
                                Call.WRITE,
                                attribute + " \"" + text.strip() + '"',
                                () -> effect(attribute, text, deadline))
                        .by(deadline, () -> Written.UNKNOWN)
                        .torn(() -> begin(attribute, text, answer -> {}))
                        .failing(kind -> Written.REFUSED)
                        .garbling(answer -> Written.UNKNOWN));
    }

    private Written effect(String attribute, String text, Deadline deadline) {
        Signal answered = computer.timeline().signal("write to " + attribute);
        // written by the machine, read by the writer: both hold the baton
        var first = new AtomicReference<Optional<Written>>(Optional.empty());
        begin(
                attribute,
                text,
                answer -> {
                    first.set(Optional.of(answer));
                    answered.raise();
                });
        if (first.get().isEmpty()) {
            computer.baton().await(answered, 0, deadline);
        }
        return first.get().orElse(Written.UNKNOWN);
    }

    private void begin(String attribute, String text, Consumer<Written> told) {
        var open = new AtomicBoolean(true);
        unanswered++;
        computer.disk()
                .write(
                        attribute,
                        text,
                        answer -> {
                            if (open.getAndSet(false)) {
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
