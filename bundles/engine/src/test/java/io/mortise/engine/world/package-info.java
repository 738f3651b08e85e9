// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/**
 * The room of the world in which the engine is tested: things as files, which steps make and undo,
 * on the simulated host.
 */
package io.mortise.engine.world;
