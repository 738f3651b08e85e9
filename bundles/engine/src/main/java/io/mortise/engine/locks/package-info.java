// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

/** The room of locks by name, across the threads of this process and the processes of this host. */
package io.mortise.engine.locks;
