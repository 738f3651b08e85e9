// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.machine;

/** A tool: code that runs as a simulated process of its own, in turn with all others. */
public interface Program {
    /** The name it is found by: {@code iscsiadm}. */
    String name();

    /**
     * Does its work. May {@linkplain Process#pause pause} and {@linkplain Process#await wait}
     * through the process; between two of these nothing else runs.
     *
     * @return the exit status, 0 to 255
     * @throws Process.Killed when a signal ends it; not to be caught, but {@code finally} runs.
     *     What a real tool would leave behind when killed must therefore not be cleaned up in
     *     {@code finally}.
     */
    int run(Process process);
}
