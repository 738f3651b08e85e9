// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/**
 * The room of operations: an attach or detach from its locks to its end, and the one way in which
 * trails are walked back.
 */
package io.mortise.engine.operations;
