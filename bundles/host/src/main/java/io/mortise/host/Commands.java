// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.host;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Starts programs. Argument vectors only, never a shell. Thread-safe. */
@ProviderType
public interface Commands {
    /**
     * Runs a program to its end, with no standard input, both streams drained and each kept up to 1
     * MiB. At the deadline its whole process tree gets TERM and, two seconds later, KILL.
     *
     * <p>Never throws for what the program does: a program that can't be started or ran out of time
     * is an {@link CommandResult.Ending} of its own.
     *
     * @param argv the program's name, found on a fixed search path, and its arguments; at least one
     */
    CommandResult run(List<String> argv, Deadline deadline);
}
