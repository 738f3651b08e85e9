// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of telling others: what is on the host now, and each change of it. */
package io.mortise.engine.watch;
