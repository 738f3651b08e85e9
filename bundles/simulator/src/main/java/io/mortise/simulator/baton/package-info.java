// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The baton: many threads of which one runs, in an order drawn from a seed, on a clock of its own.
 */
package io.mortise.simulator.baton;
