// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
/**
 * The room of the imagined daemons: iscsid, udev, multipathd; each a machine of states that the
 * kernel's notices, requests and time drive.
 */
package io.mortise.simulator.daemons;
