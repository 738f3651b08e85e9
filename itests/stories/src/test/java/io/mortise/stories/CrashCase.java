// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.stories;

import io.mortise.simulator.jvm.CrashPlan;
import io.mortise.simulator.jvm.CrashPlan.Children;
import io.mortise.simulator.jvm.CrashPlan.Moment;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * One death of the JVM. As text, its parts with commas between them.
 *
 * @param call the number of the call at which the JVM dies
 * @param change what happens before the next one is there
 * @param seed all that is left to chance
 */
record CrashCase(
        CrashStory story,
        int call,
        Moment moment,
        Children children,
        CrashChange change,
        long seed) {
    CrashCase {
        Objects.requireNonNull(story, "story");
        Objects.requireNonNull(moment, "moment");
        Objects.requireNonNull(children, "children");
        Objects.requireNonNull(change, "change");
    }

    static CrashCase parse(String text) {
        String[] parts = text.split(",", -1);
        return new CrashCase(
                CrashStory.valueOf(parts[0]),
                Integer.parseInt(parts[1]),
                Moment.valueOf(parts[2]),
                Children.valueOf(parts[3]),
                CrashChange.valueOf(parts[4]),
                Long.parseLong(parts[5]));
    }

    CrashPlan plan() {
        return new CrashPlan(call, moment, children);
    }

    /** Numbers for what the case itself leaves open. */
    SplittableRandom chance() {
        return new SplittableRandom(31 * seed + 7L * call + change.ordinal());
    }

    /** How to see this one alone. */
    String command() {
        return "mvn -f itests/stories/pom.xml test -Dtest=CrashTest#one -Dmortise.crash.only="
                + this;
    }

    @Override
    public String toString() {
        return String.join(
                ",",
                story.name(),
                String.valueOf(call),
                moment.name(),
                children.name(),
                change.name(),
                String.valueOf(seed));
    }
}
