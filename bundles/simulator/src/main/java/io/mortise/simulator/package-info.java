// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of the host port on an imagined host. */
package io.mortise.simulator;
