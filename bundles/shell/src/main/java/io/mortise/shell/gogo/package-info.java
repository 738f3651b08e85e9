// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The commands in plain Gogo. */
package io.mortise.shell.gogo;
