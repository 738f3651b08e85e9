// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Runs many cases, each with a world of its own, on all processors. */
final class Parallel {
    private Parallel() {}

    /**
     * What went wrong, in the order of the cases.
     *
     * @param again how to see a case alone
     */
    static <T> List<String> failures(List<T> cases, Consumer<T> run, Function<T, String> again) {
        var wrong = new ConcurrentSkipListMap<Integer, String>();
        Consumer<Integer> each =
                i -> {
                    T one = cases.get(i);
                    try {
                        run.accept(one);
                    } catch (AssertionError | RuntimeException failure) {
                        wrong.put(i, one + ": " + failure + "\n  again: " + again.apply(one));
                    }
                };
        each(IntStream.range(0, cases.size()).boxed().toList(), each);
        return List.copyOf(wrong.values());
    }

    /** Runs all; none of them may throw. */
    static <T> void each(List<T> cases, Consumer<T> run) {
        var pool = new ForkJoinPool(Runtime.getRuntime().availableProcessors());
        try {
            pool.submit(() -> cases.parallelStream().forEach(run)).join();
        } finally {
            pool.shutdown();
        }
    }
}
