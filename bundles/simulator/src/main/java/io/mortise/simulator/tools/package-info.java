// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room of the imagined tools: programs that print and exit as the real ones do, and know only
 * the argument shapes that are used of them.
 */
package io.mortise.simulator.tools;
