// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The commands in Karaf's shell. */
package io.mortise.shell.karaf;
