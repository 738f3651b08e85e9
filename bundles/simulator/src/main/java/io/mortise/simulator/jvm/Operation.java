// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.jvm;

import io.mortise.host.Deadline;
import io.mortise.host.HostFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A call to the host with all that can come of it. Immutable.
 *
 * @param <T> its answer
 */
final class Operation<T> {
    final String name;
    final String subject;
    final Supplier<T> effect;
    final Optional<Deadline> deadline;
    final Runnable torn;
    final Function<HostFailure.Kind, T> failed;
    final Supplier<T> unanswered;
    final UnaryOperator<T> garbled;
    final Function<Duration, T> killed;
    final Function<T, String> words;
    final Consumer<T> dropped;

    private Operation(
            String name,
            String subject,
            Supplier<T> effect,
            Optional<Deadline> deadline,
            Runnable torn,
            Function<HostFailure.Kind, T> failed,
            Supplier<T> unanswered,
            UnaryOperator<T> garbled,
            Function<Duration, T> killed,
            Function<T, String> words,
            Consumer<T> dropped) {
        this.name = name;
        this.subject = subject;
        this.effect = effect;
        this.deadline = deadline;
        this.torn = torn;
        this.failed = failed;
        this.unanswered = unanswered;
        this.garbled = garbled;
        this.killed = killed;
        this.words = words;
        this.dropped = dropped;
    }

    /** One that is done at once, and whose failures are all thrown. */
    static <T> Operation<T> of(String name, String subject, Supplier<T> effect) {
        String doing = name + " " + subject;
        return new Operation<>(
                name,
                subject,
                effect,
                Optional.empty(),
                () -> {},
                kind -> {
                    throw new HostFailure(kind, doing, "injected fault");
                },
                () -> {
                    throw new HostFailure(HostFailure.Kind.TIMED_OUT, doing, "no answer");
                },
                answer -> {
                    throw new HostFailure(HostFailure.Kind.GARBLED, doing, "injected fault");
                },
                after -> {
                    throw new HostFailure(HostFailure.Kind.IO, doing, "injected fault");
                },
                String::valueOf,
                answer -> {});
    }

    /** The same with a deadline, and with what is answered when it passes. */
    Operation<T> by(Deadline limit, Supplier<T> noAnswer) {
        return new Operation<>(
                name,
                subject,
                effect,
                Optional.of(limit),
                torn,
                failed,
                noAnswer,
                garbled,
                killed,
                words,
                dropped);
    }

    /** The same with what part of it a crash leaves done. */
    Operation<T> torn(Runnable part) {
        return new Operation<>(
                name,
                subject,
                effect,
                deadline,
                part,
                failed,
                unanswered,
                garbled,
                killed,
                words,
                dropped);
    }

    /** The same with an answer that tells of failure. */
    Operation<T> failing(Function<HostFailure.Kind, T> answer) {
        return new Operation<>(
                name,
                subject,
                effect,
                deadline,
                torn,
                answer,
                unanswered,
                garbled,
                after -> answer.apply(HostFailure.Kind.IO),
                words,
                dropped);
    }

    /** The same with an answer that was cut off. */
    Operation<T> garbling(UnaryOperator<T> cut) {
        return new Operation<>(
                name,
                subject,
                effect,
                deadline,
                torn,
                failed,
                unanswered,
                cut,
                killed,
                words,
                dropped);
    }

    /** The same for a program that may be killed meanwhile. */
    Operation<T> killing(Function<Duration, T> kill) {
        return new Operation<>(
                name,
                subject,
                effect,
                deadline,
                torn,
                failed,
                unanswered,
                garbled,
                kill,
                words,
                dropped);
    }

    /** The same with what becomes of an answer that nobody gets. */
    Operation<T> dropping(Consumer<T> drop) {
        return new Operation<>(
                name,
                subject,
                effect,
                deadline,
                torn,
                failed,
                unanswered,
                garbled,
                killed,
                words,
                drop);
    }

    /** The same with words for the transcript. */
    Operation<T> told(Function<T, String> inWords) {
        return new Operation<>(
                name,
                subject,
                effect,
                deadline,
                torn,
                failed,
                unanswered,
                garbled,
                killed,
                inWords,
                dropped);
    }
}
