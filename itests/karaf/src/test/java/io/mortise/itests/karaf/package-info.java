// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of tests of Mortise in Apache Karaf, on the simulator. */
package io.mortise.itests.karaf;
