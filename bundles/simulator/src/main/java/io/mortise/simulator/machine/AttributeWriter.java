// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import io.mortise.host.Written;
import java.util.function.Consumer;

/** What the kernel does when something is written to an attribute. */
@FunctionalInterface
public interface AttributeWriter {
    /**
     * Takes the text. The writer is held inside the kernel until the answer is given: at once, or
     * later from an event of the {@link Timeline} (a scan takes its time), or never (a hang). An
     * answer after the writer went away is dropped.
     *
     * @param text what was written, as it was written
     * @param answer takes DONE, ABSENT or REFUSED, once
     */
    void write(String text, Consumer<Written> answer);
}
