// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of tests of Mortise in plain Apache Felix, on the simulator. */
package io.mortise.itests.felix;
