// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

import java.util.List;
import java.util.Optional;

/** The installed programs and the processes that run. */
public interface Programs {
    /** Installs a program, in place of one of the same name. */
    void install(Program program);

    /** Removes a program; processes of it that run go on. */
    void uninstall(String name);

    /** The program of that name; a path counts by its last segment. */
    Optional<Program> find(String name);

    /** The processes that run, oldest first ({@code ps}). */
    List<Process> running();

    /** Sends KILL to a process; harmless when it has ended. */
    void kill(long pid);
}
