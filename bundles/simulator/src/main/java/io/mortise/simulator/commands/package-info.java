// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of the commands with which people script the simulated fabric. */
package io.mortise.simulator.commands;
