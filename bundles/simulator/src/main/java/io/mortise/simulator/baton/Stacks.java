// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.baton;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All tasks with what they wait for and where they stand, for people. */
final class Stacks {
    private static final Set<String> OWN =
            Stream.of(
                            Baton.class,
                            BatonTasks.class,
                            Carried.class,
                            Carriers.class,
                            Crew.class,
                            Current.class,
                            Outcome.class,
                            Turns.class)
                    .map(Class::getName)
                    .collect(Collectors.toUnmodifiableSet());

    private Stacks() {}

    static String of(Collection<Runner> runners) {
        var text = new StringBuilder();
        for (Runner runner : runners) {
            text.append("- ").append(runner.name).append(" (").append(runner.kind).append(", ");
            text.append(runner.party).append("): ").append(describe(runner)).append('\n');
            runner.thread.ifPresent(thread -> append(text, thread.getStackTrace()));
        }
        return text.toString();
    }

    private static String describe(Runner runner) {
        return switch (runner.state) {
            case RUNNABLE -> "could run" + waited(", after it waited for ", runner);
            case HOLDING -> "runs" + waited(", after it waited for ", runner);
            case LOOSE -> "hangs outside the simulator";
            case DEAD -> "crashed";
            case WAITING -> "waits for" + waited(" ", runner);
        };
    }

    private static String waited(String words, Runner runner) {
        return runner.wait.map(wait -> words + wait.signal() + until(wait)).orElse("");
    }

    private static String until(Runner.Wait wait) {
        return wait.deadline().timed()
                ? " until " + Duration.ofNanos(wait.deadline().at())
                : " without limit";
    }

    private static void append(StringBuilder text, StackTraceElement[] stack) {
        for (StackTraceElement element : stack) {
            String type = element.getClassName().replaceFirst("\\$.*", "");
            if (!type.startsWith("java.") && !type.startsWith("jdk.") && !OWN.contains(type)) {
                text.append("    at ").append(element).append('\n');
            }
        }
    }
}
