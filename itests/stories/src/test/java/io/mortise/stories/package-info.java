// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room of whole attaches and detaches, told in virtual time on the simulated host: engine and
 * connector as they are, everything below them imagined.
 */
package io.mortise.stories;
