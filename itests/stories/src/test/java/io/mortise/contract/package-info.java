// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room of what Mortise relies on in tools, daemons and kernel: each thing that it asks of them,
 * with everything that can come of it, held against what the real ones answered. Runs on the
 * simulated host in each build, and on a real one in the lab.
 */
package io.mortise.contract;
