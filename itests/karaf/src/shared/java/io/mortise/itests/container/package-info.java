// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of what tests in a container share, whichever container it is. */
package io.mortise.itests.container;
