// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.DetachMode;
import io.mortise.api.Detachment;
import io.mortise.api.Explanation;
import io.mortise.api.Reason;
import io.mortise.api.VolumeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What all operations over JMX share: only exceptions of the JDK cross the wire, with reason and
 * message.
 */
final class Calls {
    private Calls() {}

    static <T> T answer(Supplier<T> call) {
        try {
            return call.get();
        } catch (VolumeException e) {
            throw e.reason() == Reason.BAD_INPUT
                    ? new IllegalArgumentException(e.describe())
                    : new IllegalStateException(e.describe());
        }
    }

    // JConsole has no way to leave an argument out, so false means "as configured", as in the shell
    static DetachMode mode(boolean force, boolean ignoreErrors) {
        if (!force) {
            return DetachMode.CONFIGURED;
        }
        return ignoreErrors ? DetachMode.FORCED_IGNORING_ERRORS : DetachMode.FORCED;
    }

    static List<String> lines(Detachment detachment) {
        var lines = new ArrayList<String>();
        if (detachment.id().isEmpty()) {
            lines.add("nothing of the volume was on the host");
        }
        lines.addAll(detachment.done());
        detachment.problems().forEach(problem -> lines.add("problem: " + problem));
        detachment.left().forEach(left -> lines.add("left: " + left));
        lines.add(
                detachment.mayUnmap()
                        ? "the array may unmap the volume"
                        : "do not unmap the volume yet");
        return lines;
    }

    static List<String> lines(Explanation explanation) {
        var lines = new ArrayList<String>();
        explanation.obstacles().forEach(each -> lines.add(each.reason() + ": " + each.detail()));
        if (explanation.clear()) {
            lines.add("nothing is in the way of a detach");
        }
        if (!explanation.whole()) {
            lines.add("not all processes could be looked at");
        }
        explanation.stays().forEach(stays -> lines.add("stays: " + stays));
        return lines;
    }
}
