// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/** The room of the imagined storage array: what stands at the far end of the wires. */
package io.mortise.simulator.array;
