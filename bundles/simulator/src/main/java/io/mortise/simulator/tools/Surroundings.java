// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.tools;

import io.mortise.simulator.daemons.Iscsid;
import io.mortise.simulator.daemons.Multipathd;
import io.mortise.simulator.fabric.Latencies;
import io.mortise.simulator.kernel.Kernel;
import java.util.function.Supplier;

/**
 * What the tools work on.
 *
 * @param kernel the kernel of this boot
 * @param iscsid its iscsid
 * @param multipathd its multipathd
 * @param latencies how long things take
 * @param unknown where calls go that no tool knows
 */
public record Surroundings(
        Kernel kernel,
        Iscsid iscsid,
        Multipathd multipathd,
        Supplier<Latencies> latencies,
        UnknownCalls unknown) {}
