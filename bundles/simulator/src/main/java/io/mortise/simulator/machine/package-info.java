// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The imagined computer, as its kernel and its programs see it: time, files, notices, processes.
 */
package io.mortise.simulator.machine;
