// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * A JVM on the imagined computer: the host port as it sees it, with crashes, faults and a
 * transcript.
 */
package io.mortise.simulator.jvm;
