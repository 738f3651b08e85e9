// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room where the imagined computer gets its kernel, daemons and tools, and where the fabric
 * that scripts it is carried out.
 */
package io.mortise.simulator.system;
