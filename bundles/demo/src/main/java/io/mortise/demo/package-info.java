// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of the walk-through on the simulator: the commands a newcomer would type. */
package io.mortise.demo;
